using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Runtime;

/// <summary>Takes invocations and answers them, some beside each other or one after the other.</summary>
/// <remarks>Each invocation is answered, whatever the handler, its answer, its exception or a listener does: only the Runtime API ends the loop.</remarks>
internal sealed class RuntimeLoop(RuntimeApi api, Func<Stream, LambdaInvocation, Task<Stream>> handler, int loops, ILogger log)
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
        LambdaInvocation.Current = next.Invocation;
        if (loops == 1) Environment.SetEnvironmentVariable(TraceVariable, next.Invocation.TraceId);
        var (answer, failure) = await HandleAsync(next).ConfigureAwait(false);
        if (answer is not null) failure = await AnswerAsync(next, answer).ConfigureAwait(false);
        if (failure is null) return;
        log.InvocationFailed(failure, next.Invocation.RequestId);
        await api.PostErrorAsync(next, failure).ConfigureAwait(false);
    }

    /// <returns>The answer, or how the handler failed.</returns>
    private async Task<(Stream? Answer, Exception? Failure)> HandleAsync(NextInvocation next)
    {
        Activity? activity = null;
        Aside(next, "The start of the activity", () => activity = InvocationActivity.Start(next.Invocation));
        var result = await CallAsync(next).ConfigureAwait(false);
        // Ends before anything is sent: then the process may be frozen at any time, and what is not exported yet would wait for the next invocation.
        Aside(next, "The end of the activity", () =>
        {
            if (result.Failure is not null) activity?.SetStatus(ActivityStatusCode.Error);
            activity?.Dispose();
        });
        return result;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the handler throws, Lambda is told, and the next invocation may go well.")]
    private async Task<(Stream? Answer, Exception? Failure)> CallAsync(NextInvocation next)
    {
        try
        {
            var functionEvent = await next.OpenEventAsync().ConfigureAwait(false);
            var answer = await handler(functionEvent, next.Invocation).ConfigureAwait(false);
            return (answer ?? throw new InvalidOperationException("The handler answered null instead of a stream."), null);
        }
        catch (Exception error)
        {
            return (null, error);
        }
    }

    /// <returns>How the answer failed; null where it is sent.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A stream that cannot be disposed of has nothing to do with what was answered.")]
    private async Task<Exception?> AnswerAsync(NextInvocation next, Stream answer)
    {
        try
        {
            return await api.PostResponseAsync(next, answer).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await answer.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                log.SideFailed(error, "Disposing of the answer", next.Invocation.RequestId);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Listeners to activities run in the caller: what they throw is theirs.")]
    private void Aside(NextInvocation next, string what, Action act)
    {
        try
        {
            act();
        }
        catch (Exception error)
        {
            log.SideFailed(error, what, next.Invocation.RequestId);
        }
    }
}
