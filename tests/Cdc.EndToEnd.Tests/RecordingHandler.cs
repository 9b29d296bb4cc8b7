using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests;

/// <summary>What a consumer handled, for a test to wait on.</summary>
public sealed class Recording<TKey>
{
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
        using var patience = new CancellationTokenSource(HangGuard.Patience, TimeProvider.System);
        while (true)
        {
            Task changed;
            List<CdcEnvelope<TKey>> distinct;
            lock (_lock)
            {
                distinct = _handled.DistinctBy(change => change.Id).ToList();
                if (distinct.Count >= changes) return distinct;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"{distinct.Count} of {changes} changes came within {HangGuard.Patience}.", error);
            }
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
