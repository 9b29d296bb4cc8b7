namespace Cdc.Consumer;

/// <summary>Says which changes of a batch were not simply handled.</summary>
/// <remarks>What is not named was handled. Not safe for several threads at once.</remarks>
public sealed class CdcBatchResult
{
    private Dictionary<CdcContext, CdcOutcome>? _outcomes;

    /// <summary>Gets a new result that says that all changes were handled.</summary>
    public static CdcBatchResult AllHandled => new();

    /// <summary>Gets the changes that were named, each with what became of it.</summary>
    public IReadOnlyDictionary<CdcContext, CdcOutcome> Outcomes => _outcomes ?? (IReadOnlyDictionary<CdcContext, CdcOutcome>)System.Collections.ObjectModel.ReadOnlyDictionary<CdcContext, CdcOutcome>.Empty;

    /// <summary>Gets what became of a change.</summary>
    /// <param name="change">A change of the batch.</param>
    /// <value><see cref="CdcOutcome.Handled"/> where it was not named.</value>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public CdcOutcome this[CdcContext change]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(change);
            return _outcomes?.GetValueOrDefault(change) ?? CdcOutcome.Handled;
        }
    }

    /// <summary>Says what became of a change; the last word counts.</summary>
    /// <param name="change">A change of the batch. One of another batch fails this one as a whole.</param>
    /// <param name="outcome">What became of it.</param>
    /// <returns>The same result.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CdcBatchResult Set(CdcContext change, CdcOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(outcome);
        (_outcomes ??= [])[change] = outcome;
        return this;
    }

    /// <summary>Says that a change failed and is to be tried again.</summary>
    /// <param name="change">A change of the batch.</param>
    /// <param name="error">What it failed with; it is logged.</param>
    /// <returns>The same result.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CdcBatchResult Fail(CdcContext change, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Set(change, CdcOutcome.Of(error));
    }
}
