namespace Cdc.Worker.Processing;

/// <summary>Cuts a wait short; what happens before the wait begins is not missed.</summary>
internal sealed class Wake
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _signal = New();

    /// <summary>Begins to listen.</summary>
    public Task Next()
    {
        lock (_gate)
        {
            if (_signal.Task.IsCompleted) _signal = New();
            return _signal.Task;
        }
    }

    public void Up()
    {
        lock (_gate) _signal.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
