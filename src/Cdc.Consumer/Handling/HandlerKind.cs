namespace Cdc.Consumer.Handling;

/// <summary>The end of a pipeline: what calls the handler, and which contexts it is given.</summary>
/// <param name="Name">What faults call the handler.</param>
/// <param name="NewContext">Makes the context of a change.</param>
internal abstract record HandlerKind<TKey>(string Name, NewContext<TKey> NewContext)
    where TKey : notnull;

/// <summary>Makes the context of a change.</summary>
internal delegate CdcContext<TKey> NewContext<TKey>(ConsumerRoot<TKey> root, IDeliveryFacts<TKey> delivery, HandlingScope? scope)
    where TKey : notnull;

/// <summary>A handler of one change at a time.</summary>
/// <param name="Name">What faults call the handler.</param>
/// <param name="NewContext">Makes the context of a change.</param>
/// <param name="Create">Makes what calls the handler.</param>
internal sealed record ChangeHandlerKind<TKey>(string Name, NewContext<TKey> NewContext, Func<IServiceProvider, CdcNext> Create) : HandlerKind<TKey>(Name, NewContext)
    where TKey : notnull;

/// <summary>A handler of batches.</summary>
/// <param name="Name">What faults call the handler.</param>
/// <param name="NewContext">Makes the context of a change.</param>
/// <param name="NewBatch">Makes a batch of contexts that <paramref name="NewContext"/> made.</param>
/// <param name="OptionsName">Under which name its <see cref="CdcBatchOptions"/> are.</param>
/// <param name="Create">Makes what calls the handler.</param>
internal sealed record BatchHandlerKind<TKey>(
    string Name, NewContext<TKey> NewContext, Func<CdcContext<TKey>[], CdcBatch> NewBatch, string OptionsName, Func<IServiceProvider, CdcBatchNext> Create)
    : HandlerKind<TKey>(Name, NewContext)
    where TKey : notnull;

/// <summary>Makes the ends of pipelines.</summary>
internal static class HandlerKind
{
    public static CdcContext<TKey> NewContext<TKey>(ConsumerRoot<TKey> root, IDeliveryFacts<TKey> delivery, HandlingScope? scope)
        where TKey : notnull => new(root, delivery, scope);

    public static CdcContext<TKey> NewItemContext<TKey, TItem>(ConsumerRoot<TKey> root, IDeliveryFacts<TKey> delivery, HandlingScope? scope)
        where TKey : notnull
        where TItem : class => new CdcContext<TKey, TItem>(root, delivery, scope);

    public static CdcBatch NewBatch<TKey>(CdcContext<TKey>[] changes)
        where TKey : notnull => new CdcBatch<TKey>(changes);

    public static CdcBatch NewItemBatch<TKey, TItem>(CdcContext<TKey>[] changes)
        where TKey : notnull
        where TItem : class => new CdcBatch<TKey, TItem>(Array.ConvertAll(changes, change => (CdcContext<TKey, TItem>)change));

    /// <summary>Calls something that is done once its task is.</summary>
    public static ValueTask<CdcOutcome> Done(Task handling) =>
        handling.IsCompletedSuccessfully ? new ValueTask<CdcOutcome>(CdcOutcome.Handled) : AwaitAsync(handling);

    private static async ValueTask<CdcOutcome> AwaitAsync(Task handling)
    {
        await handling.ConfigureAwait(false);
        return CdcOutcome.Handled;
    }
}
