namespace Cdc.Consumer;

/// <summary>Is a step around the handling of each change: a transaction, a retry, a logging scope.</summary>
/// <remarks>
/// <para>
/// Steps run in the order in which they were added, each around those after it. A step that does not call the next returns an outcome of its own, and no handler runs. Exceptions of later steps
/// and of the handler pass through it; an exception that leaves the first step is the change's failure.
/// </para>
/// <para>
/// A step is resolved for each change in its dependency injection scope, unless it is registered as a singleton. It is called for many changes at once, never for two of one key. Batch handlers have
/// <see cref="ICdcBatchMiddleware"/>; one class may implement both.
/// </para>
/// </remarks>
public interface ICdcMiddleware
{
    /// <summary>Does its part around the next step.</summary>
    /// <param name="context">The change and its message; a <see cref="CdcContext{TKey}"/>.</param>
    /// <param name="next">The next step; may be called not at all, or again after it failed.</param>
    /// <param name="cancellationToken">As <see cref="ICdcHandler{TKey}.HandleAsync"/> has it. The next step is given this one, or one that is linked to it.</param>
    /// <returns>What became of the change.</returns>
#pragma warning disable CA1716 // What every middleware calls it.
    ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken);
#pragma warning restore CA1716
}

/// <summary>Does a step of the handling of a change and all steps after it.</summary>
/// <param name="context">The change and its message.</param>
/// <param name="cancellationToken">As <see cref="ICdcHandler{TKey}.HandleAsync"/> has it.</param>
/// <returns>What became of the change.</returns>
public delegate ValueTask<CdcOutcome> CdcNext(CdcContext context, CancellationToken cancellationToken);
