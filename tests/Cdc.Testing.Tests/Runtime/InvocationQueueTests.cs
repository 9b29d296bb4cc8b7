using Cdc.Testing.Runtime;
using Microsoft.AspNetCore.Http;

namespace Cdc.Testing.Tests.Runtime;

/// <summary>What depends on the moment at which a function comes or goes.</summary>
public sealed class InvocationQueueTests
{
    private readonly InvocationQueue _queue = new(new LocalLambdaRuntimeApiOptions());

    [Fact]
    public async Task Take_AnotherThatAskedHasGone_GetsTheInvocation()
    {
        using var gone = new CancellationTokenSource();
        var leaving = _queue.TakeAsync(gone.Token);
        await gone.CancelAsync();

        var invoking = _queue.InvokeAsync(new byte[] { 1 }, null);

        (await _queue.TakeAsync(default))!.Outcome.Should().BeSameAs(invoking);
        await FluentActions.Awaiting(() => leaving).Should().ThrowExactlyAsync<TaskCanceledException>();
    }

    [Fact]
    public async Task SendNext_FunctionIsGone_LeavesTheInvocationFirstInTheQueue()
    {
        var first = _queue.InvokeAsync(new byte[] { 1 }, null);
        _ = _queue.InvokeAsync(new byte[] { 2 }, null);

        await AnswerNextAsync(new CancellationToken(canceled: true));

        (await _queue.TakeAsync(default))!.Outcome.Should().BeSameAs(first);
    }

    [Fact]
    public async Task SendNext_FunctionGoesWhileItWaits_EndsQuietly()
    {
        using var gone = new CancellationTokenSource();
        var answering = AnswerNextAsync(gone.Token);

        await gone.CancelAsync();

        (await answering).Should().Be(StatusCodes.Status200OK, "nothing was written");
    }

    [Fact]
    public async Task SendNext_ClosedWhileItWaits_Is500()
    {
        var answering = AnswerNextAsync(default);

        _queue.Close();

        (await answering).Should().Be(StatusCodes.Status500InternalServerError);
        (await AnswerNextAsync(default)).Should().Be(StatusCodes.Status500InternalServerError);
    }

    private async Task<int> AnswerNextAsync(CancellationToken aborted)
    {
        var context = new DefaultHttpContext { RequestAborted = aborted };
        context.Request.Method = "GET";
        context.Request.Path = "/2018-06-01/runtime/invocation/next";
        await new RuntimeEndpoints(_queue, "arn").AnswerAsync(context);
        return context.Response.StatusCode;
    }
}
