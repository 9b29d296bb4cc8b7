namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Lets a test wait for a state instead of for a time.</summary>
internal sealed class Signal
{
    // Only a test that fails ever waits this long.
    private static readonly TimeSpan _hangs = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();

    public void Raise()
    {
        TaskCompletionSource changed;
        lock (_gate) (changed, _changed) = (_changed, New());
        changed.SetResult();
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (condition()) return;
            await changed.WaitAsync(_hangs);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
