using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests;

/// <summary>What a consumer handled, for a test to wait on.</summary>
public sealed class Recording<TKey>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<CdcEnvelope<TKey>> _handled = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called for each delivery before it counts as handled; a test makes it throw.</summary>
    public Action<CdcEnvelope<TKey>> OnDelivery { get; set; } = _ => { };

    public IReadOnlyList<CdcEnvelope<TKey>> Handled
    {
        get
        {
            lock (_lock) return [.. _handled];
        }
    }

    public void Add(CdcEnvelope<TKey> change)
    {
        OnDelivery(change);
        lock (_lock)
        {
            _handled.Add(change);
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until so many different changes were handled; gives them in the order of their first handling.</summary>
    public async Task<IReadOnlyList<CdcEnvelope<TKey>>> WaitForAsync(int changes)
    {
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var distinct = _handled.DistinctBy(change => change.Id).ToList();
                if (distinct.Count >= changes) return distinct;
                changed = _changed.Task;
            }

            await changed.WaitAsync(patience.Token);
        }
    }
}

/// <summary>Puts what it is given into its <see cref="Recording{TKey}"/>.</summary>
public sealed class RecordingHandler<TKey>(Recording<TKey> recording) : ICdcHandler<TKey>
    where TKey : notnull
{
    public Task HandleAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        recording.Add(change);
        return Task.CompletedTask;
    }
}
