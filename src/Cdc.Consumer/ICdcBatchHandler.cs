namespace Cdc.Consumer;

/// <summary>Handles the changes that a consumer receives, many at a time: for bulk writes and bulk indexing.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks>
/// An implementation may rely on what <see cref="ICdcHandler{TKey}"/> says, and besides:
/// <list type="bullet">
/// <item><description>
/// <b>Different keys.</b> No two changes of a batch are of one key, and while a batch is handled, no other batch has a change of its keys. A change waits for others at most
/// <see cref="CdcBatchOptions.MaxBatchWait"/>, and not at all once <see cref="CdcBatchOptions.MaxBatchSize"/> are there. Several batches may run at once.
/// </description></item>
/// <item><description>
/// <b>Failure.</b> What the result does not name is handled. What it names is tried again, or goes to the dead-letter queue, alone. Where the method throws, all of the batch
/// failed. Changes that have failed twice before are then handled again at once, in ever smaller parts, so that one that always fails does not take the others along.
/// </description></item>
/// </list>
/// </remarks>
public interface ICdcBatchHandler<TKey>
    where TKey : notnull
{
    /// <summary>Handles a batch.</summary>
    /// <param name="batch">The changes, at least one.</param>
    /// <param name="cancellationToken">As <see cref="ICdcHandler{TKey}.HandleAsync"/> has it.</param>
    /// <returns>Which changes were not simply handled: <see cref="CdcBatchResult.AllHandled"/> for none.</returns>
    Task<CdcBatchResult> HandleAsync(CdcBatch<TKey> batch, CancellationToken cancellationToken);
}

/// <summary>Handles the changes that a consumer receives, many at a time, each with the item as it is now.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <typeparam name="TItem">The item, made from its attributes by the function that <c>LoadItems</c> was given.</typeparam>
/// <remarks>
/// An implementation may rely on what <see cref="ICdcBatchHandler{TKey}"/> and <see cref="ICdcHandler{TKey, TItem}"/> say. The items of a batch are read together; a change whose
/// item cannot be read fails alone, and the handler is given the others.
/// </remarks>
public interface ICdcBatchHandler<TKey, TItem>
    where TKey : notnull
    where TItem : class
{
    /// <summary>Handles a batch.</summary>
    /// <param name="batch">The changes with their items, at least one.</param>
    /// <param name="cancellationToken">As <see cref="ICdcHandler{TKey}.HandleAsync"/> has it.</param>
    /// <returns>Which changes were not simply handled: <see cref="CdcBatchResult.AllHandled"/> for none.</returns>
    Task<CdcBatchResult> HandleAsync(CdcBatch<TKey, TItem> batch, CancellationToken cancellationToken);
}
