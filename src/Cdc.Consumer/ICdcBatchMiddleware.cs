namespace Cdc.Consumer;

/// <summary>Is a step around the handling of each batch.</summary>
/// <remarks>
/// It is what <see cref="ICdcMiddleware"/> is, for a batch handler: called once for a batch, in the batch's dependency injection scope. To leave changes out, call the next step with a part of the
/// batch (<see cref="CdcBatch.Where"/>), and say what became of the others (<see cref="CdcBatchResult.Set"/>).
/// </remarks>
public interface ICdcBatchMiddleware
{
    /// <summary>Does its part around the next step.</summary>
    /// <param name="batch">The changes; a <see cref="CdcBatch{TKey}"/>.</param>
    /// <param name="next">The next step; may be called not at all, or again after it failed.</param>
    /// <param name="cancellationToken">As <see cref="ICdcBatchHandler{TKey}.HandleAsync"/> has it.</param>
    /// <returns>Which changes were not simply handled.</returns>
#pragma warning disable CA1716 // What every middleware calls it.
    ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken);
#pragma warning restore CA1716
}

/// <summary>Does a step of the handling of a batch and all steps after it.</summary>
/// <param name="batch">The changes.</param>
/// <param name="cancellationToken">As <see cref="ICdcBatchHandler{TKey}.HandleAsync"/> has it.</param>
/// <returns>Which changes were not simply handled.</returns>
public delegate ValueTask<CdcBatchResult> CdcBatchNext(CdcBatch batch, CancellationToken cancellationToken);
