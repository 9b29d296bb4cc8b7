using System.Globalization;

namespace Cdc.Testing.Runtime;

/// <summary>Holds the invocations that wait for a function and those that one has taken.</summary>
internal sealed class InvocationQueue(LocalLambdaRuntimeApiOptions options)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<FunctionInvocation> _waiting = [];
    private readonly LinkedList<TaskCompletionSource<FunctionInvocation?>> _functions = [];
    private readonly Dictionary<string, FunctionInvocation> _underWay = [];
    private readonly HashSet<string> _timedOut = [];
    private LambdaFunctionException? _initError;
    private bool _closed;

    /// <summary>Invokes the function.</summary>
    /// <exception cref="LambdaFunctionException">The function failed, did not start, or ran into its timeout.</exception>
    public Task<byte[]> InvokeAsync(ReadOnlyMemory<byte> functionEvent, string? traceHeader)
    {
        var invocation = new FunctionInvocation(functionEvent, traceHeader);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(LocalLambdaRuntimeApi));
            if (_initError is not null)
            {
                invocation.Fail(_initError);
                return invocation.Outcome;
            }

            StartTimer(invocation);
            _waiting.AddLast(invocation);
            HandOut();
        }

        return invocation.Outcome;
    }

    /// <summary>Waits for an invocation.</summary>
    /// <returns>The invocation; null where no more will come.</returns>
    public async Task<FunctionInvocation?> TakeAsync(CancellationToken cancellationToken)
    {
        var function = new TaskCompletionSource<FunctionInvocation?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed) return null;
            _initError = null;
            _functions.AddLast(function);
            HandOut();
        }

        using var gone = cancellationToken.Register(() => Leave(function, cancellationToken));
        return await function.Task.ConfigureAwait(false);
    }

    /// <summary>Puts an invocation back that could not be sent to its function.</summary>
    public void PutBack(FunctionInvocation invocation)
    {
        lock (_lock)
        {
            if (!_underWay.Remove(invocation.RequestId)) return;
            _waiting.AddFirst(invocation);
            HandOut();
        }
    }

    public AnswerStatus Succeed(string requestId, byte[] answer) => End(requestId, invocation => invocation.Succeed(answer));

    public AnswerStatus Fail(string requestId, LambdaFunctionException error) => End(requestId, invocation => invocation.Fail(error));

    /// <summary>Fails the invocations that wait and those that come, until a function asks for one.</summary>
    public void FailInit(LambdaFunctionException error)
    {
        lock (_lock)
        {
            _initError = error;
            foreach (var invocation in _waiting) invocation.Fail(error);
            _waiting.Clear();
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var function in _functions) function.TrySetResult(null);
            foreach (var invocation in _waiting.Concat(_underWay.Values)) invocation.Fail(new ObjectDisposedException(nameof(LocalLambdaRuntimeApi)));
            _functions.Clear();
            _waiting.Clear();
            _underWay.Clear();
        }
    }

    private void HandOut()
    {
        while (_waiting.First is { } first && _functions.First is { } function)
        {
            var invocation = first.Value;
            _waiting.RemoveFirst();
            _functions.RemoveFirst();
            invocation.Deadline = options.TimeProvider.GetUtcNow() + options.FunctionTimeout;
            StartTimer(invocation);
            _underWay.Add(invocation.RequestId, invocation);
            function.Value.TrySetResult(invocation);
        }
    }

    private AnswerStatus End(string requestId, Action<FunctionInvocation> end)
    {
        lock (_lock)
        {
            if (!_underWay.Remove(requestId, out var invocation)) return _timedOut.Contains(requestId) ? AnswerStatus.TimedOut : AnswerStatus.Unknown;
            end(invocation);
            return AnswerStatus.Accepted;
        }
    }

    private void StartTimer(FunctionInvocation invocation)
    {
        invocation.Timeout?.Dispose();
        var timer = ++invocation.Timers;
        invocation.Timeout = options.TimeProvider.CreateTimer(_ => TimeOut(invocation, timer), null, options.FunctionTimeout, Timeout.InfiniteTimeSpan);
    }

    private void TimeOut(FunctionInvocation invocation, int timer)
    {
        lock (_lock)
        {
            // The timer ran out while the invocation was handed out, and waited for the lock.
            if (timer != invocation.Timers) return;
            string problem;
            if (_underWay.Remove(invocation.RequestId)) problem = "Task timed out";
            else if (_waiting.Remove(invocation)) problem = "No function asked for it";
            else return;

            _timedOut.Add(invocation.RequestId);
            var seconds = options.FunctionTimeout.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
            invocation.Fail(new LambdaFunctionException("Sandbox.Timedout", $"RequestId: {invocation.RequestId} Error: {problem} after {seconds} seconds", []));
        }
    }

    private void Leave(TaskCompletionSource<FunctionInvocation?> function, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_functions.Remove(function)) function.TrySetCanceled(cancellationToken);
        }
    }
}
