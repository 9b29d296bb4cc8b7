using Cdc.Publisher;
using Cdc.Testing;

namespace Cdc.Lambda.Tests;

/// <summary>The stream handler as a function on a custom runtime.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class CustomRuntimeTests
{
    [Theory]
    [InlineData(1, """{"batchItemFailures":[]}""")]
    [InlineData(60, """{"batchItemFailures":[{"itemIdentifier":"1"}]}""")]
    public async Task Run_StreamHandler_HeedsTheInvocationsDeadline(int margin, string expected)
    {
        // The local API gives a function 60 seconds.
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        var running = LambdaRuntime.RunAsync(() => new Handler(TimeSpan.FromSeconds(margin)));

        using var answer = new StreamReader(await api.InvokeAsync(new MemoryStream(StreamEvents.Of(StreamEvents.Record("a", 1)))));

        (await answer.ReadToEndAsync()).Should().Be(expected);
        await api.DisposeAsync();
        await FluentActions.Awaiting(() => running).Should().ThrowExactlyAsync<HttpRequestException>();
    }

    private sealed class Handler(TimeSpan margin) : CdcStreamHandler(
        new CdcPublisherOptions { TopicArn = StreamEvents.TopicArn, DeadlineMargin = margin }, new FakeSns());
}
