using Cdc.Lambda.Tests.Hosting;
using Cdc.Testing;
using static Cdc.Lambda.Tests.Runtime.RunningFunction;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>Whatever an exception, an answer or a log does, each invocation is answered, and the next one is served.</summary>
public sealed class HostileFunctionTests
{
    [Theory]
    [MemberData(nameof(HostileExceptions.All), MemberType = typeof(HostileExceptions))]
    public async Task Run_ExceptionWhoseMembersThrow_IsReportedAndTheNextIsServed(string name)
    {
        await using var function = await StartAsync(async (functionEvent, _) => await ReadAsync(functionEvent) == "bad" ? throw HostileExceptions.Of(name) : Text("good"));

        var failure = (await function.Invoking(f => f.InvokeAsync("bad")).Should().ThrowExactlyAsync<LambdaFunctionException>()).Which;

        failure.ErrorType.Should().Be(HostileExceptions.Of(name).GetType().Name);
        (await function.InvokeAsync("next")).Should().Be("good");
        function.Log.ToString().Should().Contain("LambdaRuntime[1100] ").And.Contain(nameof(HostileException));
    }

    [Fact]
    public async Task Run_MessageThatThrows_ReportsTheTypeAlone()
    {
        await using var function = await StartAsync((_, _) => throw new HostileException("All"));

        (await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>())
            .WithMessage("HostileException, whose message cannot be read.").Which.FunctionStackTrace.Should().BeEmpty();
    }

    // Lambda takes no error of more than 6 MB: the invocation would end without one.
    [Fact]
    public async Task Run_MessageOfManyMegabytes_IsReportedShortened()
    {
        await using var function = await StartAsync((_, _) => throw new InvalidOperationException(new string('x', 8 * 1024 * 1024)));

        (await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>())
            .WithMessage("xxx*more characters)").Which.ErrorType.Should().Be(nameof(InvalidOperationException));
    }

    [Theory]
    [InlineData(AnswerFault.CanSeek)]
    [InlineData(AnswerFault.Length)]
    [InlineData(AnswerFault.Position)]
    [InlineData(AnswerFault.PositionBehindTheEnd)]
    public async Task Run_AnswerThatCannotSayItsLength_IsSentAllTheSame(AnswerFault fault)
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(new HostileStream("answer", fault)));

        (await function.InvokeAsync("")).Should().Be(fault == AnswerFault.PositionBehindTheEnd ? "" : "answer");
        (await function.InvokeAsync("")).Should().Be(fault == AnswerFault.PositionBehindTheEnd ? "" : "answer");
    }

    [Theory]
    [InlineData(AnswerFault.TooLong, "*gave 6 of the 7 bytes*")]
    [InlineData(AnswerFault.TooShort, "*gave more than the 5 bytes*")]
    [InlineData(AnswerFault.Read, "Read.")]
    public async Task Run_AnswerThatCannotBeSent_IsAFailureAndTheNextIsServed(AnswerFault fault, string message)
    {
        var answers = new Queue<Stream>([new HostileStream("answer", fault), Text("good")]);
        await using var function = await StartAsync((_, _) => Task.FromResult(answers.Dequeue()));

        await function.Invoking(f => f.InvokeAsync("")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage(message);
        (await function.InvokeAsync("")).Should().Be("good");
    }

    [Fact]
    public async Task Run_AnswerWhoseDisposeThrows_IsAnsweredAndTold()
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(new HostileStream("answer", AnswerFault.Dispose)));

        (await function.InvokeAsync("")).Should().Be("answer");
        (await function.InvokeAsync("")).Should().Be("answer");
        function.Log.ToString().Should().MatchRegex("\tWARN\tCdc\\.Lambda\\.LambdaRuntime\\[1104\\] Disposing of the answer of invocation [^ ]+ failed\\..*Dispose\\.");
    }

    [Fact]
    public async Task Run_LogThatThrows_AnswersAndServesTheNext()
    {
        await using var function = await StartAsync(async (functionEvent, _) => await ReadAsync(functionEvent) == "bad" ? throw new TimeoutException("Late.") : Text("good"));
        function.Log.Close();
        function.Invoking(f => f.Log.Write("x")).Should().ThrowExactly<ObjectDisposedException>();

        await function.Invoking(f => f.InvokeAsync("bad")).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("Late.");
        (await function.InvokeAsync("next")).Should().Be("good");
    }
}
