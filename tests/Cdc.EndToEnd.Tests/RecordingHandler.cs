using System.Collections.Concurrent;
using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests;

/// <summary>What a consumer handled, for a test to wait on.</summary>
public sealed class Recording<TKey>
{
    private readonly ConcurrentQueue<CdcEnvelope<TKey>> _handled = new();
    private readonly Signal _changed = new();

    /// <summary>Called for each delivery before it counts as handled; a test makes it throw.</summary>
    public Action<CdcEnvelope<TKey>> OnDelivery { get; set; } = _ => { };

    public IReadOnlyList<CdcEnvelope<TKey>> Handled => [.. _handled];

    public void Add(CdcEnvelope<TKey> change)
    {
        OnDelivery(change);
        _handled.Enqueue(change);
        _changed.Raise();
    }

    /// <summary>Waits until so many different changes were handled; gives them in the order of their first handling.</summary>
    public async Task<IReadOnlyList<CdcEnvelope<TKey>>> WaitForAsync(int changes)
    {
        CdcEnvelope<TKey>[] distinct = [];
        try
        {
            await _changed.UntilAsync(() => (distinct = [.. _handled.DistinctBy(change => change.Id)]).Length >= changes);
            return distinct;
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{distinct.Length} of {changes} changes came within {HangGuard.Patience}.", error);
        }
    }
}

/// <summary>Puts what it is given into its <see cref="Recording{TKey}"/>.</summary>
public sealed class RecordingHandler<TKey>(Recording<TKey> recording) : ICdcHandler<TKey>
    where TKey : notnull
{
    public Task HandleAsync(CdcContext<TKey> context, CancellationToken cancellationToken)
    {
        recording.Add(context.Change);
        return Task.CompletedTask;
    }
}
