using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Lambda;
using Cdc.Testing;

namespace Cdc.Consumer.Tests.QueueFunction;

/// <summary>The queue handler as a function on a custom runtime, with its failures on standard output.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class QueueRuntimeTests : IDisposable
{
    private readonly TextWriter _outputBefore = Console.Out;
    private readonly StringWriter _output = new();

    public QueueRuntimeTests() => Console.SetOut(TextWriter.Synchronized(_output));

    public void Dispose()
    {
        Console.SetOut(_outputBefore);
        _output.Dispose();
    }

    [Theory]
    [InlineData(1, new[] { "m-2" })]
    [InlineData(60, new[] { "m-1", "m-2" })]
    public async Task Run_QueueHandler_HeedsTheInvocationsDeadlineAndTellsItsFailures(int margin, string[] expected)
    {
        // The local API gives a function 60 seconds.
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        var running = LambdaRuntime.RunAsync(() => new Function(TimeSpan.FromSeconds(margin)));

        var answer = await api.InvokeAsync(SqsEvents.Of(SqsEvents.Record("m-1", Changes.Body("a")), SqsEvents.Record("m-2", "not an envelope")));

        (await SqsEvents.FailuresAsync(answer)).Should().Equal(expected);
        _output.ToString().Should().MatchRegex("(?m)^[0-9T:.Z-]+\t[0-9a-f-]{36}\tERROR\tCdc\\.Consumer\\.Handler\\[2800\\] Message m-2 \\(receive 3\\) cannot be read\\.");
        await api.DisposeAsync();
        await FluentActions.Awaiting(() => running).Should().ThrowExactlyAsync<HttpRequestException>();
    }

    private sealed class Function(TimeSpan margin)
        : CdcQueueHandler<string>(CdcKeyFormat.ForString(), new Handler(), options => options.DeadlineMargin = margin);

    private sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
