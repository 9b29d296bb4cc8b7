using System.Collections.Concurrent;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Queue;

public sealed class CdcQueueHandlerTests : IDisposable
{
    private readonly LogLines _logs = new(new Signal());
    private readonly Script _script = new();
    private readonly LoggerFactory _loggers;

    public CdcQueueHandlerTests() => _loggers = new LoggerFactory([_logs]);

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Messages_RawWrappedAndInArrays_AreHandled()
    {
        var failures = await HandleAsync(
            SqsEvents.Record("m-1", Changes.Body("a")),
            SqsEvents.Record("m-2", Changes.Wrapped(Changes.Body("b"))),
            SqsEvents.Record("m-3", Changes.Array(Changes.Body("c"), Changes.Body("d"))),
            SqsEvents.Record("m-4", Changes.Wrapped(Changes.Array(Changes.Body("e"), Changes.Body("f")))));

        failures.Should().BeEmpty();
        _script.Handled.Should().BeEquivalentTo("a-1", "b-1", "c-1", "d-1", "e-1", "f-1");
    }

    [Fact]
    public async Task Event_WithoutMessages_IsAnsweredWithoutFailures()
    {
        using var answer = new StreamReader(await New().HandleAsync(SqsEvents.Of()));
        (await answer.ReadToEndAsync()).Should().Be("""{"batchItemFailures":[]}""");
    }

    [Fact]
    public async Task Message_ThatFailsOrCannotBeRead_IsReportedAlone()
    {
        _script.OnHandle = change => change.Key == "bad" ? throw new TimeoutException("no") : Task.CompletedTask;

        var failures = await HandleAsync(
            SqsEvents.Record("m-1", Changes.Body("a")),
            SqsEvents.Record("m-2", "not an envelope"),
            SqsEvents.Record("m-3", Changes.Body("bad")),
            SqsEvents.Record("m-4", Changes.Body("b")),
            """{"messageId":"m-5","body":null}""");

        failures.Should().Equal("m-2", "m-3", "m-5");
        _script.Handled.Should().BeEquivalentTo("a-1", "b-1");
        _logs.Of(2800).Select(line => line.Text).Should().HaveCount(2).And.Contain(text => text.Contains("m-2 (receive 3)", StringComparison.Ordinal));
        _logs.Of(2801).Should().ContainSingle().Which.Should().Match<LogLine>(line =>
            line.Error is TimeoutException && line.Text.Contains("m-3 (receive 3): change bad-1", StringComparison.Ordinal) && line.Category == "Cdc.Consumer.Handler");
    }

    [Fact]
    public async Task Message_WithAFailingChange_IsReportedAndItsLaterChangesDoNotRun()
    {
        _script.OnHandle = change => change.Key == "b" ? throw new TimeoutException("no") : Task.CompletedTask;

        var failures = await HandleAsync(SqsEvents.Record("m-1", Changes.Array(Changes.Body("a"), Changes.Body("b"), Changes.Body("c"))));

        failures.Should().Equal("m-1");
        _script.Handled.Should().Equal("a-1");
    }

    [Fact]
    public async Task StandardQueue_KeyWhoseChangeFailed_GoesOnWithItsLaterChange()
    {
        _script.OnHandle = change => change.Id == "a-1" ? throw new TimeoutException("no") : Task.CompletedTask;

        var failures = await HandleAsync(SqsEvents.Record("m-1", Changes.Body("a", 1), "fair"), SqsEvents.Record("m-2", Changes.Body("a", 2), "fair"));

        failures.Should().Equal("m-1");
        _script.Handled.Should().Equal("a-2");
    }

    [Fact]
    public async Task FifoQueue_GroupWhoseMessageFails_StopsAndOthersGoOn()
    {
        _script.OnHandle = change => change.Id == "a-2" ? throw new TimeoutException("no") : Task.CompletedTask;

        var failures = await HandleAsync(
            Fifo("m-1", "g", Changes.Body("a", 1)),
            Fifo("m-2", "h", Changes.Body("x", 1)),
            Fifo("m-3", "g", Changes.Body("a", 2)),
            Fifo("m-4", "g", Changes.Body("b", 1)),
            Fifo("m-5", "h", Changes.Body("x", 2)),
            Fifo("m-6", "i", "not an envelope"),
            Fifo("m-7", "i", Changes.Body("y", 1)));

        failures.Should().Equal("m-3", "m-4", "m-6", "m-7");
        _script.Handled.Should().BeEquivalentTo("a-1", "x-1", "x-2");
        _logs.Of(2802).Select(line => line.Text.Split(' ')[1]).Should().BeEquivalentTo("m-4", "m-7");
    }

    [Fact]
    public async Task Keys_RunSideBySide_UpToTheBound()
    {
        var finish = new TaskCompletionSource();
        _script.OnHandle = _ => finish.Task;
        var handling = HandleAsync(new CdcQueueHandlerOptions { MaxConcurrency = 3 }, [.. Enumerable.Range(0, 10).Select(index => SqsEvents.Record($"m-{index}", Changes.Body($"k{index}")))]);
        await _script.Changed.UntilAsync(() => _script.Begun.Count == 3);

        finish.SetResult();

        (await handling).Should().BeEmpty();
        _script.MostAtOnce.Should().Be(3);
        _script.Handled.Should().HaveCount(10);
    }

    [Fact]
    public async Task Deadline_HandlersThatRun_AreCancelledAndReportedWithThoseThatWait()
    {
        var time = new WatchedTime(_script.Changed);
        _script.OnHandle = change => change.Id == "a-1" ? Task.CompletedTask : Task.Delay(Timeout.InfiniteTimeSpan, time, _script.Token);
        var handling = InvokeAsync(time, TimeSpan.FromSeconds(10), messages: 3);
        await _script.Changed.UntilAsync(() => _script.Begun.Contains("a-2"));

        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(9));

        (await handling).Should().Equal("m-2", "m-3");
        _script.Begun.Should().Equal("a-1", "a-2");
        _logs.Of(2803).Should().ContainSingle().Which.Text.Should().Be(
            "The invocation's time is over: 2 of 3 messages are not handled and are reported as failed. 0 handlers do not heed their cancellation token.");
        _logs.Of(2801).Should().BeEmpty();
    }

    [Fact]
    public async Task Deadline_HandlersThatDoNotHeedTheirToken_AreReportedAndLeftAlone()
    {
        var time = new WatchedTime(_script.Changed);
        var never = new TaskCompletionSource();
        _script.OnHandle = _ => never.Task;
        var handling = InvokeAsync(time, TimeSpan.FromSeconds(10), messages: 1);
        await _script.Changed.UntilAsync(() => _script.Begun.Contains("a-1"));

        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(9));
        (await time.ElapseAsync()).Should().Be(TimeSpan.FromSeconds(0.5));

        (await handling).Should().Equal("m-1");
        _logs.Of(2803).Should().ContainSingle().Which.Text.Should().EndWith("1 handlers do not heed their cancellation token.");
        never.SetResult();
    }

    [Fact]
    public async Task Deadline_InTheMarginFromTheStart_CallsNoHandler()
    {
        (await InvokeAsync(new FakeTimeProvider(), TimeSpan.FromSeconds(1), messages: 2)).Should().Equal("m-1", "m-2");

        _script.Begun.Should().BeEmpty();
    }

    [Fact]
    public async Task Marks_ChangeThatWasHandledBefore_IsDoneWithoutRunning()
    {
        var marks = new InMemoryHighWaterMarkStore();
        var handler = New(marks: marks);
        foreach (var sequence in (int[])[2, 1, 2, 3])
            (await SqsEvents.FailuresAsync(await handler.HandleAsync(SqsEvents.Of(SqsEvents.Record("m", Changes.Body("a", sequence)))))).Should().BeEmpty();

        _script.Handled.Should().Equal("a-2", "a-3");
        _logs.Of(2804).Should().HaveCount(2);
        var name = new HighWaterMarkKey("Handler", Changes.Of("a").Source, "\"a\"");
        (await marks.ReadAsync(name, default)).Should().Be(SequenceNumber.Parse("3"));
    }

    [Fact]
    public void New_WithFaultyOptions_TellsAllFaultsAtOnce()
    {
        var options = new CdcQueueHandlerOptions { MaxConcurrency = 0, DeadlineMargin = TimeSpan.FromMinutes(2) };

        FluentActions.Invoking(() => New(options)).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "MaxConcurrency is 0, outside 1 to 10000.", "DeadlineMargin is 00:02:00, outside 00:00:00.1000000 to 00:01:00.");
    }

    [Fact]
    public async Task Event_OfSomethingElse_FailsTheInvocation()
    {
        using var stream = new MemoryStream("{}"u8.ToArray());
        await FluentActions.Awaiting(() => New().HandleAsync(stream)).Should().ThrowExactlyAsync<CdcQueueEventException>();
    }

    private static string Fifo(string messageId, string group, string body) => SqsEvents.Record(messageId, body, group, SqsEvents.Fifo);

    private CdcQueueHandler<string> New(CdcQueueHandlerOptions? options = null, IHighWaterMarkStore? marks = null, TimeProvider? time = null) =>
        new(CdcKeyFormat.ForString(), new Handler(_script), options, marks, _loggers, time);

    private Task<string[]> HandleAsync(params string[] records) => HandleAsync(new CdcQueueHandlerOptions(), records);

    private async Task<string[]> HandleAsync(CdcQueueHandlerOptions options, string[] records) =>
        await SqsEvents.FailuresAsync(await New(options).HandleAsync(SqsEvents.Of(records)));

    /// <summary>Handles messages m-1, m-2 and so on, all of one key.</summary>
    private async Task<string[]> InvokeAsync(TimeProvider time, TimeSpan timeLeft, int messages)
    {
        var records = Enumerable.Range(1, messages).Select(number => SqsEvents.Record($"m-{number}", Changes.Body("a", number)));
        return await SqsEvents.FailuresAsync(await New(time: time).InvokeAsync(
            SqsEvents.Of([.. records]), new LambdaInvocation { RequestId = "r", Deadline = time.GetUtcNow() + timeLeft }));
    }

    private sealed class Script
    {
        private int _running;

        public Signal Changed { get; } = new();

        public ConcurrentQueue<string> Begun { get; } = new();

        public ConcurrentQueue<string> Handled { get; } = new();

        public int MostAtOnce { get; private set; }

        public CancellationToken Token { get; private set; }

        public Func<CdcEnvelope<string>, Task> OnHandle { get; set; } = _ => Task.CompletedTask;

        public async Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            lock (Changed) (Token, MostAtOnce) = (cancellationToken, Math.Max(MostAtOnce, ++_running));
            Begun.Enqueue(change.Id);
            Changed.Raise();
            try
            {
                await OnHandle(change);
                Handled.Enqueue(change.Id);
            }
            finally
            {
                lock (Changed) _running--;
            }
        }
    }

    private sealed class Handler(Script script) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => script.HandleAsync(change, cancellationToken);
    }
}
