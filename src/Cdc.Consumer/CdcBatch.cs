using System.Collections;

namespace Cdc.Consumer;

/// <summary>Holds changes of different keys that are handled together.</summary>
/// <remarks>Batch middleware is given one, whatever the key's type. It is a <see cref="CdcBatch{TKey}"/> or a <see cref="CdcBatch{TKey, TItem}"/>.</remarks>
public abstract class CdcBatch
{
    internal CdcBatch()
    {
    }

    /// <summary>Gets the consumer's name.</summary>
    public string ConsumerName => Contexts[0].ConsumerName;

    /// <summary>Gets how many changes there are.</summary>
    /// <value>At least 1.</value>
    public int Count => Contexts.Count;

    /// <summary>Gets the services of the dependency injection scope in which the batch is handled.</summary>
    /// <value>The same as each change's <see cref="CdcContext.Services"/>.</value>
    public IServiceProvider Services => Contexts[0].Services;

    /// <summary>Gets the changes, in the order in which they arrived.</summary>
    public abstract IReadOnlyList<CdcContext> Contexts { get; }

    /// <summary>Makes a batch for a test of a handler or of middleware.</summary>
    /// <typeparam name="TKey">The items' key.</typeparam>
    /// <param name="changes">The changes, which <see cref="CdcContext.Create{TKey}"/> makes.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentException">There is no change.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="changes"/> is null.</exception>
    public static CdcBatch<TKey> Create<TKey>(params IEnumerable<CdcContext<TKey>> changes)
        where TKey : notnull => new(Given(changes));

    /// <summary>Makes a batch with items for a test of a handler or of middleware.</summary>
    /// <typeparam name="TKey">The items' key.</typeparam>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <param name="changes">The changes, which <see cref="CdcContext.CreateWithItem{TKey, TItem}"/> makes.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentException">There is no change.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="changes"/> is null.</exception>
    public static CdcBatch<TKey, TItem> CreateWithItems<TKey, TItem>(params IEnumerable<CdcContext<TKey, TItem>> changes)
        where TKey : notnull
        where TItem : class => new(Given(changes));

    /// <summary>Takes a part of the batch, to hand it to the next step.</summary>
    /// <param name="isTaken">Says whether a change is taken.</param>
    /// <returns>The part; null where no change is taken, as there are no empty batches. The batch itself where all are.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="isTaken"/> is null.</exception>
    public CdcBatch? Where(Func<CdcContext, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(isTaken);
        return Part(isTaken);
    }

    internal abstract CdcBatch? Part(Func<CdcContext, bool> isTaken);

    private protected static T[]? Taken<T>(T[] changes, Func<CdcContext, bool> isTaken)
        where T : CdcContext
    {
        var taken = Array.FindAll(changes, change => isTaken(change));
        return taken.Length == 0 ? null : taken;
    }

    private static T[] Given<T>(IEnumerable<T> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return changes.ToArray() is { Length: > 0 } given ? given : throw new ArgumentException("A batch has at least one change.", nameof(changes));
    }
}

/// <summary>Holds changes of different keys that are handled together, by the type of their keys.</summary>
/// <typeparam name="TKey">The items' key.</typeparam>
public sealed class CdcBatch<TKey> : CdcBatch, IReadOnlyList<CdcContext<TKey>>
    where TKey : notnull
{
    private readonly CdcContext<TKey>[] _changes;

    internal CdcBatch(CdcContext<TKey>[] changes) => _changes = changes;

    /// <inheritdoc/>
    public override IReadOnlyList<CdcContext> Contexts => _changes;

    /// <summary>Gets a change.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public CdcContext<TKey> this[int index] => _changes[index];

    /// <inheritdoc/>
    public IEnumerator<CdcContext<TKey>> GetEnumerator() => ((IEnumerable<CdcContext<TKey>>)_changes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _changes.GetEnumerator();

    internal override CdcBatch? Part(Func<CdcContext, bool> isTaken) =>
        Taken(_changes, isTaken) is not { } taken ? null : taken.Length == _changes.Length ? this : new CdcBatch<TKey>(taken);
}

/// <summary>Holds changes of different keys that are handled together, each with its item as it is now.</summary>
/// <typeparam name="TKey">The items' key.</typeparam>
/// <typeparam name="TItem">The item.</typeparam>
public sealed class CdcBatch<TKey, TItem> : CdcBatch, IReadOnlyList<CdcContext<TKey, TItem>>
    where TKey : notnull
    where TItem : class
{
    private readonly CdcContext<TKey, TItem>[] _changes;

    internal CdcBatch(CdcContext<TKey, TItem>[] changes) => _changes = changes;

    /// <inheritdoc/>
    public override IReadOnlyList<CdcContext> Contexts => _changes;

    /// <summary>Gets a change.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public CdcContext<TKey, TItem> this[int index] => _changes[index];

    /// <inheritdoc/>
    public IEnumerator<CdcContext<TKey, TItem>> GetEnumerator() => ((IEnumerable<CdcContext<TKey, TItem>>)_changes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _changes.GetEnumerator();

    internal override CdcBatch? Part(Func<CdcContext, bool> isTaken) =>
        Taken(_changes, isTaken) is not { } taken ? null : taken.Length == _changes.Length ? this : new CdcBatch<TKey, TItem>(taken);
}
