using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Time.Testing;
using static Cdc.Lambda.Tests.Runtime.RunningFunction;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>The loop on a Runtime API that behaves.</summary>
public sealed class RuntimeLoopTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Run_Invocations_AnswersEachWithWhatTheHandlerGives()
    {
        await using var function = await StartAsync(async (functionEvent, _) => Text("answer to " + await ReadAsync(functionEvent)));

        (await function.InvokeAsync("a")).Should().Be("answer to a");
        (await function.InvokeAsync("b")).Should().Be("answer to b");
    }

    [Fact]
    public async Task Run_AnswerNotAtItsStart_SendsTheRest()
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(new MemoryStream("skip this"u8.ToArray()) { Position = 5 }));

        (await function.InvokeAsync("")).Should().Be("this");
    }

    [Fact]
    public async Task Run_HandlerThrows_ReportsItAndServesTheNext()
    {
        await using var function = await StartAsync(async (functionEvent, _) => await ReadAsync(functionEvent) == "bad" ? throw new InvalidDataException("No \"order\".") : Text("good"));

        var error = (await function.Invoking(f => f.InvokeAsync("bad")).Should().ThrowExactlyAsync<LambdaFunctionException>()).Which;

        error.Message.Should().Be("No \"order\".");
        error.ErrorType.Should().Be(nameof(InvalidDataException));
        error.FunctionStackTrace.Should().Contain(line => line.Contains(nameof(RuntimeLoopTests)));
        (await function.InvokeAsync("next")).Should().Be("good");
        function.Log.ToString().Should().MatchRegex(
            "^[0-9T:.Z-]+\t(?<id>[0-9a-f-]{36})\tERROR\tCdc\\.Lambda\\.LambdaRuntime\\[1100\\] Invocation \\k<id> failed\\. System\\.IO\\.InvalidDataException: No \"order\"\\. \\|[^\n]*\n$");
    }

    [Fact]
    public async Task Run_HandlerThrowsBeforeItsFirstAwait_ReportsIt()
    {
        await using var function = await StartAsync((_, _) => throw new NotSupportedException("At once."));

        (await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("At once."))
            .Which.ErrorType.Should().Be(nameof(NotSupportedException));
    }

    [Fact]
    public async Task Run_HandlerAnswersNull_ReportsIt()
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(null!));

        await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("*null*");
    }

    [Fact]
    public async Task Run_HandlerFailsAsTheRuntimeApiDoes_IsTheHandlersFailureAlone()
    {
        await using var function = await StartAsync((_, _) => throw new HttpRequestException("Somebody else's server."));

        await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("Somebody else's server.");
        await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("Somebody else's server.");
    }

    [Fact]
    public async Task Run_AnswerOfUnknownLength_SendsItAndDisposesOfIt()
    {
        var answer = new AnswerStream(new byte[100_000]);
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(answer));

        (await function.Api.InvokeAsync(Text(""))).Length.Should().Be(100_000);
        await function.StopAsync();
        await function.Running;
        answer.Disposed.Should().BeTrue();
    }

    [Fact]
    public async Task Run_AnswerFailsInItsMiddle_ReportsItAndServesTheNext()
    {
        var answers = new Queue<Stream>([new AnswerStream(new byte[100_000], new InvalidDataException("Half an answer.")), Text("good")]);
        await using var function = await StartAsync((_, _) => Task.FromResult(answers.Dequeue()));

        (await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("Half an answer."))
            .Which.ErrorType.Should().Be(nameof(InvalidDataException));
        (await function.InvokeAsync("")).Should().Be("good");
    }

    [Fact]
    public async Task Run_EventAndAnswerOfSixMegabytes_PassUnchanged()
    {
        var content = new byte[6 * 1024 * 1024];
        new Random(1).NextBytes(content);
        await using var function = await StartAsync((functionEvent, _) => Task.FromResult(functionEvent));

        using var answer = new MemoryStream();
        await (await function.Api.InvokeAsync(new MemoryStream(content))).CopyToAsync(answer);

        answer.ToArray().Should().Equal(content);
    }

    [Fact]
    public async Task Run_AnswerTooLarge_TellsItAndServesTheNext()
    {
        var answers = new Queue<Stream>([new MemoryStream(new byte[7 * 1024 * 1024]), Text("good")]);
        await using var function = await StartAsync((_, _) => Task.FromResult(answers.Dequeue()));

        (await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>())
            .Which.ErrorType.Should().Be("Function.ResponseSizeTooLarge");
        (await function.InvokeAsync("")).Should().Be("good");
        function.Log.ToString().Should().Contain("\tERROR\tCdc.Lambda.LambdaRuntime[1101] ").And.Contain("413").And.Contain("6 MB");
    }

    [Fact]
    public async Task Run_HandlerOutlivesItsTimeout_TellsItAndServesTheNext()
    {
        var time = new FakeTimeProvider(_now);
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var options = new LocalLambdaRuntimeApiOptions { TimeProvider = time, FunctionTimeout = TimeSpan.FromSeconds(3) };
        await using var function = await StartAsync(
            async (_, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return Text("late");
            },
            options: options);

        var invoking = function.InvokeAsync("");
        await entered.Task;
        time.Advance(TimeSpan.FromSeconds(3));
        (await FluentActions.Awaiting(() => invoking).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("*timed out after 3.00 seconds"))
            .Which.ErrorType.Should().Be("Sandbox.Timedout");
        release.SetResult();

        (await function.InvokeAsync("")).Should().Be("late");
        function.Log.ToString().Should().Contain("\tERROR\tCdc.Lambda.LambdaRuntime[1101] ").And.Contain("410").And.Contain("timed out");
    }

    [Fact]
    public async Task Run_Invocation_TellsTheHandlerItsIdDeadlineArnAndTrace()
    {
        var time = new FakeTimeProvider(_now);
        var arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders:live";
        LambdaInvocation? seen = null;
        var options = new LocalLambdaRuntimeApiOptions { TimeProvider = time, FunctionTimeout = TimeSpan.FromSeconds(30), FunctionArn = arn };
        await using var function = await StartAsync(
            (functionEvent, invocation) =>
            {
                seen = invocation;
                return Task.FromResult(functionEvent);
            },
            options: options);

        await function.Api.InvokeAsync(Text(""), "Root=1-2-3;Sampled=0");

        seen.Should().BeEquivalentTo(new { Deadline = _now.AddSeconds(30), InvokedFunctionArn = arn, TraceId = "Root=1-2-3;Sampled=0" });
        Guid.TryParse(seen!.RequestId, out _).Should().BeTrue();
    }

    [Fact]
    public async Task Run_ThreeLoops_ThreeInvocationsRunBesideEachOther()
    {
        var entered = 0;
        var all = new TaskCompletionSource();
        await using var function = await StartAsync(
            async (functionEvent, _) =>
            {
                if (Interlocked.Increment(ref entered) == 3) all.SetResult();
                await all.Task;
                return functionEvent;
            },
            loops: 3);

        var answers = await Task.WhenAll(function.InvokeAsync("a"), function.InvokeAsync("b"), function.InvokeAsync("c"));

        answers.Should().Equal("a", "b", "c");
    }

    [Fact]
    public async Task Run_OneLoop_InvocationsRunOneAfterTheOtherInTheirOrder()
    {
        var (running, most) = (0, 0);
        var order = new List<string>();
        await using var function = await StartAsync(async (functionEvent, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            order.Add(await ReadAsync(functionEvent));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Text("");
        });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => function.InvokeAsync($"{number}")));

        most.Should().Be(1);
        order.Should().Equal(Enumerable.Range(0, 10).Select(number => $"{number}"));
    }

    [Fact]
    public async Task Run_StoppedDuringAnInvocation_AnswersItAndEnds()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var function = await StartAsync(async (functionEvent, _) =>
        {
            entered.SetResult();
            await release.Task;
            return functionEvent;
        });
        var invoking = function.InvokeAsync("finished");
        await entered.Task;

        await function.StopAsync();
        release.SetResult();

        (await invoking).Should().Be("finished");
        await function.Running;
    }
}
