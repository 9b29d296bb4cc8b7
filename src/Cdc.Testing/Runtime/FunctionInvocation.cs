namespace Cdc.Testing.Runtime;

/// <summary>One invocation, from the call to the function's answer.</summary>
internal sealed class FunctionInvocation(ReadOnlyMemory<byte> functionEvent, string? traceHeader)
{
    private readonly TaskCompletionSource<byte[]> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>Gets the id of this attempt: there is one for each request.</summary>
    public string InvocationId { get; } = Guid.NewGuid().ToString();

    public ReadOnlyMemory<byte> Event { get; } = functionEvent;

    public string? TraceHeader { get; } = traceHeader;

    /// <summary>Gets when the function runs into its timeout; set when it takes the invocation.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Gets what ends the invocation when its time is over.</summary>
    public ITimer? Timeout { get; set; }

    /// <summary>Gets how many timers were started for it: one for the wait for a function, another for the wait for the answer.</summary>
    public int Timers { get; set; }

    public Task<byte[]> Outcome => _outcome.Task;

    public void Succeed(byte[] answer)
    {
        Timeout?.Dispose();
        _outcome.TrySetResult(answer);
    }

    public void Fail(Exception error)
    {
        Timeout?.Dispose();
        _outcome.TrySetException(error);
    }
}
