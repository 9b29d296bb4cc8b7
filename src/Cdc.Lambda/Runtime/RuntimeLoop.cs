using System.Diagnostics;
using Cdc.Core;

namespace Cdc.Lambda.Runtime;

/// <summary>Takes invocations and answers them, some beside each other or one after the other.</summary>
internal sealed class RuntimeLoop(RuntimeApi api, Func<Stream, LambdaInvocation, Task<Stream>> handler, int loops, RuntimeLog log)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <exception cref="HttpRequestException">The process must end. What other loops are doing is not waited for.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = Enumerable.Range(0, loops).Select(_ => RunOneAsync(ending.Token)).ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running).ConfigureAwait(false);
            running.Remove(ended);
            if (ended.IsFaulted) await ending.CancelAsync().ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
    }

    private async Task RunOneAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            NextInvocation next;
            try
            {
                next = await api.NextAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }

            using (next) await ServeAsync(next).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(NextInvocation next)
    {
        if (loops == 1) Environment.SetEnvironmentVariable(TraceVariable, next.Invocation.TraceId);
        var (answer, failure) = await HandleAsync(next).ConfigureAwait(false);
        if (answer is not null)
        {
            await using var _ = answer.ConfigureAwait(false);
            failure = await api.PostResponseAsync(next, answer).ConfigureAwait(false);
        }

        if (failure is null) return;
        log.InvocationFailed(failure, next.Invocation.RequestId);
        await api.PostErrorAsync(next, failure).ConfigureAwait(false);
    }

    /// <returns>The answer, or how the handler failed.</returns>
    private async Task<(Stream? Answer, Exception? Failure)> HandleAsync(NextInvocation next)
    {
        // Ends before anything is sent: then the process may be frozen at any time, and what is not exported yet would wait for the next invocation.
        using var activity = InvocationActivity.Start(next.Invocation);
        try
        {
            var functionEvent = await next.OpenEventAsync().ConfigureAwait(false);
            var answer = await handler(functionEvent, next.Invocation).ConfigureAwait(false);
            return (answer ?? throw new InvalidOperationException("The handler answered null instead of a stream."), null);
        }
#pragma warning disable CA1031 // Whatever the handler throws, Lambda is told, and the next invocation may go well.
        catch (Exception error)
#pragma warning restore CA1031
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            return (null, error);
        }
    }
}
