using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.QueueFunction;

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
    public async Task Message_WithAFailingChange_IsReportedAndItsOtherChangesRunSideBySide()
    {
        var both = new TaskCompletionSource();
        _script.OnHandle = async change =>
        {
            if (change.Key == "b") throw new TimeoutException("no");
            if (_script.Begun.Count == 3) both.TrySetResult();
            await both.Task;
        };

        var failures = await HandleAsync(SqsEvents.Record("m-1", Changes.Array(Changes.Body("a"), Changes.Body("b"), Changes.Body("c"))));

        failures.Should().Equal("m-1");
        _script.Handled.Should().BeEquivalentTo("a-1", "c-1");
    }

    [Fact]
    public async Task Message_WithSeveralChangesOfOneKey_HandlesThemInTurn()
    {
        var failures = await HandleAsync(SqsEvents.Record("m-1", Changes.Array(Changes.Body("a", 1), Changes.Body("a", 2), Changes.Body("a", 3))));

        failures.Should().BeEmpty();
        (_script.MostAtOnce, string.Join(' ', _script.Handled)).Should().Be((1, "a-1 a-2 a-3"));
    }

    [Fact]
    public async Task Context_TellsOfTheMessageAndTheDeadline()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await InvokeAsync(time, TimeSpan.FromSeconds(10), messages: 1);

        var context = _script.Contexts.Should().ContainSingle().Subject;
        (context.ConsumerName, context.Deadline).Should().Be(("Handler", DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(9)));
        (context.Message.MessageId, context.Message.ReceiveCount, context.Message.Attributes["type"]).Should().Be(("m-1", 3, "orders.modify"));
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
        var handling = HandleAsync(options => options.MaxConcurrency = 3, [.. Enumerable.Range(0, 10).Select(index => SqsEvents.Record($"m-{index}", Changes.Body($"k{index}")))]);
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
        var name = new HighWaterMarkKey { Consumer = "Handler", Source = Changes.Of("a").Source, Key = "\"a\"" };
        (await marks.ReadAsync(name, default)).Should().Be(SequenceNumber.Parse("3"));
    }

    [Fact]
    public void New_WithFaultyOptions_TellsAllFaultsAtOnce()
    {
        FluentActions.Invoking(() => New(options =>
        {
            (options.MaxConcurrency, options.DeadlineMargin) = (0, TimeSpan.FromMinutes(2));
            (options.DeadLetterQueueUrl, options.UnreadableMessages) = ("orders", UnreadableMessageAction.Delete);
        })).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "Queue handler 'Handler': MaxConcurrency is 0, outside 1 to 10000.",
            "Queue handler 'Handler': DeadlineMargin is 00:02:00, outside 00:00:00.1000000 to 00:01:00.",
            "Queue handler 'Handler': DeadLetterQueueUrl is 'orders', which is no absolute http or https URL.",
            "Queue handler 'Handler': UnreadableMessages is Delete, not Leave or DeadLetter.");
    }

    [Fact]
    public async Task RejectedChange_OfAPackedMessage_GoesToTheDeadLetterQueueAlone()
    {
        using var sqs = new FakeSqs();
        _script.OnHandle = change => change.Key == "bad" ? throw new CdcRejectException("no") : Task.CompletedTask;

        var answer = await New(options => options.DeadLetterQueueUrl = FakeSqs.DeadLetterQueueUrl, sqs: sqs)
            .HandleAsync(SqsEvents.Of(SqsEvents.Record("m-1", Changes.Array(Changes.Body("a"), Changes.Body("bad"))), SqsEvents.Record("m-2", Changes.Body("bad", 2))));

        (await SqsEvents.FailuresAsync(answer)).Should().BeEmpty();
        sqs.Sent.Select(sent => sent.MessageBody).Should().BeEquivalentTo(Changes.Body("bad"), Changes.Body("bad", 2));
        sqs.Sent.Should().AllSatisfy(sent => sent.MessageAttributes["type"].StringValue.Should().Be("orders.modify"));
        _logs.Of(2805).Should().HaveCount(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RejectedChange_WithoutAQueueThatTakesIt_IsAFailure(bool named)
    {
        using var sqs = new FakeSqs { OnSend = _ => throw new AmazonSQSException("no") };
        _script.OnHandle = _ => throw new CdcRejectException("no");

        var function = New(options => options.DeadLetterQueueUrl = named ? FakeSqs.DeadLetterQueueUrl : null, sqs: sqs);

        (await SqsEvents.FailuresAsync(await function.HandleAsync(SqsEvents.Of(SqsEvents.Record("m-1", Changes.Body("a")))))).Should().Equal("m-1");
        _logs.Of(2807).Should().HaveCount(named ? 1 : 0);
    }

    [Fact]
    public async Task UnreadableMessage_WhereTheOptionsSaySo_GoesToTheDeadLetterQueue()
    {
        using var sqs = new FakeSqs();
        var function = New(
            options => (options.DeadLetterQueueUrl, options.UnreadableMessages) = (FakeSqs.DeadLetterQueueUrl + ".fifo", UnreadableMessageAction.DeadLetter), sqs: sqs);

        var answer = await function.HandleAsync(SqsEvents.Of(Fifo("m-1", "g", "not an envelope"), Fifo("m-2", "g", Changes.Body("a"))));

        (await SqsEvents.FailuresAsync(answer)).Should().BeEmpty();
        sqs.Sent.Should().ContainSingle().Which.Should().Match<SendMessageRequest>(
            sent => sent.MessageBody == "not an envelope" && sent.MessageGroupId == "g" && sent.MessageDeduplicationId == "m-1");
        _script.Handled.Should().Equal("a-1");
    }

    [Fact]
    public async Task Event_OfSomethingElse_FailsTheInvocation()
    {
        using var stream = new MemoryStream("{}"u8.ToArray());
        await FluentActions.Awaiting(() => New().HandleAsync(stream)).Should().ThrowExactlyAsync<CdcQueueEventException>();
    }

    private static string Fifo(string messageId, string group, string body) => SqsEvents.Record(messageId, body, group, SqsEvents.Fifo);

    private CdcQueueHandler New(
        Action<CdcQueueHandlerOptions>? configure = null, TimeProvider? time = null, IHighWaterMarkStore? marks = null, IAmazonSQS? sqs = null) => new(services =>
        {
            services.AddSingleton<ILoggerFactory>(_loggers).AddSingleton(time ?? TimeProvider.System);
            if (sqs is not null) services.AddSingleton(sqs);
            var function = services.AddCdcQueueHandler<string>("Handler").Configure(configure ?? (_ => { })).Handle(_script.HandleAsync);
            if (marks is not null) function.UseHighWaterMarks(_ => marks);
        });

    private Task<string[]> HandleAsync(params string[] records) => HandleAsync(_ => { }, records);

    private async Task<string[]> HandleAsync(Action<CdcQueueHandlerOptions> configure, string[] records) =>
        await SqsEvents.FailuresAsync(await New(configure).HandleAsync(SqsEvents.Of(records)));

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

        public ConcurrentQueue<CdcContext<string>> Contexts { get; } = new();

        public async Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            Contexts.Enqueue(context);
            lock (Changed) (Token, MostAtOnce) = (cancellationToken, Math.Max(MostAtOnce, ++_running));
            Begun.Enqueue(context.Change.Id);
            Changed.Raise();
            try
            {
                await OnHandle(context.Change);
                Handled.Enqueue(context.Change.Id);
            }
            finally
            {
                lock (Changed) _running--;
            }
        }
    }
}
