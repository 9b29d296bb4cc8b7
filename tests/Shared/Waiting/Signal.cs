namespace Cdc.Tests.Waiting;

/// <summary>Lets a test wait for a state instead of for a time.</summary>
internal sealed class Signal
{
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
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (condition()) return;
            var rest = HangGuard.Patience - TimeProvider.System.GetElapsedTime(since);
            await changed.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
