namespace Cdc.Consumer.Handling;

/// <summary>Does with changes what is to be done. The engine never looks behind it.</summary>
internal interface IChangePipeline
{
    /// <summary>How many changes a run takes at most; 1 where the handler takes one at a time.</summary>
    int MaxBatchSize { get; }

    /// <summary>Says which changes may share a run: those of the same group. Null where a change runs alone.</summary>
    BatchGroup? GroupOf(ChangeDelivery change);

    /// <summary>Handles changes and gives each an outcome; what it throws is the failure of all that have none.</summary>
    /// <param name="changes">1 to <see cref="MaxBatchSize"/> changes, no two of one item; the engine's own list, valid until the run ends.</param>
    /// <param name="cancellationToken">Cancelled when the changes have to be given back.</param>
    ValueTask RunAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken);
}

/// <summary>Changes that may share a run; it is itself and no other, whatever it says.</summary>
/// <param name="maxSize">How many a run takes at most.</param>
/// <param name="maxWait">How long a run may wait for more.</param>
internal sealed class BatchGroup(int maxSize, TimeSpan maxWait)
{
    public int MaxSize { get; } = maxSize;

    public TimeSpan MaxWait { get; } = maxWait;
}
