using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer.Handling;

namespace Cdc.Consumer;

/// <summary>Says what handles changes whose items are loaded. <see cref="CdcHandlingBuilder{TKey}.LoadItems{TItem}"/> returns it.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <typeparam name="TItem">The item.</typeparam>
public sealed class CdcItemHandlingBuilder<TKey, TItem>
    where TKey : notnull
    where TItem : class
{
    private readonly CdcHandlingBuilder<TKey> _builder;

    internal CdcItemHandlingBuilder(CdcHandlingBuilder<TKey> builder) => _builder = builder;

    /// <summary>Names the handler.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the item.</returns>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public CdcHandlingBuilder<TKey> Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        ServiceSource.Add<THandler>(_builder.Services);
        return _builder.Handled(new ChangeHandlerKind<TKey>(typeof(THandler).Name, HandlerKind.NewItemContext<TKey, TItem>, services =>
        {
            var source = ServiceSource.Of<THandler>(_builder.Services, services);
            return (context, token) => HandlerKind.Done(source(context).HandleAsync((CdcContext<TKey, TItem>)context, token));
        }));
    }

    /// <summary>Gives the handler as a delegate.</summary>
    /// <param name="handle">Handles a change, as <see cref="ICdcHandler{TKey, TItem}.HandleAsync"/> does; its services are the context's.</param>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the item.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> Handle(Func<CdcContext<TKey, TItem>, CancellationToken, Task> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return _builder.Handled(new ChangeHandlerKind<TKey>(
            "a delegate", HandlerKind.NewItemContext<TKey, TItem>, _ => (context, token) => HandlerKind.Done(handle((CdcContext<TKey, TItem>)context, token))));
    }

    /// <summary>Names the handler of batches.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the items.</returns>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, ICdcBatchHandler<TKey, TItem> => HandleBatches<THandler>(static _ => { });

    /// <summary>Names the handler of batches, and says how large they are.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="configure">Sets the options of batches.</param>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the items.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Action<CdcBatchOptions> configure)
        where THandler : class, ICdcBatchHandler<TKey, TItem>
    {
        ArgumentNullException.ThrowIfNull(configure);
        ServiceSource.Add<THandler>(_builder.Services);
        return _builder.HandledInBatches(HandlerKind.NewItemContext<TKey, TItem>, HandlerKind.NewItemBatch<TKey, TItem>, typeof(THandler).Name, configure, services =>
        {
            var source = ServiceSource.Of<THandler>(_builder.Services, services);
            return (batch, token) => new ValueTask<CdcBatchResult>(source(batch.Contexts[0]).HandleAsync((CdcBatch<TKey, TItem>)batch, token));
        });
    }

    /// <summary>Gives the handler of batches as a delegate.</summary>
    /// <param name="handle">Handles a batch, as <see cref="ICdcBatchHandler{TKey, TItem}.HandleAsync"/> does; its services are the batch's.</param>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the items.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches(Func<CdcBatch<TKey, TItem>, CancellationToken, Task<CdcBatchResult>> handle) => HandleBatches(handle, static _ => { });

    /// <summary>Gives the handler of batches as a delegate, and says how large they are.</summary>
    /// <param name="handle">Handles a batch, as <see cref="ICdcBatchHandler{TKey, TItem}.HandleAsync"/> does; its services are the batch's.</param>
    /// <param name="configure">Sets the options of batches.</param>
    /// <returns>The builder that items were loaded by: steps that are added to it now have the items.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches(Func<CdcBatch<TKey, TItem>, CancellationToken, Task<CdcBatchResult>> handle, Action<CdcBatchOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(configure);
        return _builder.HandledInBatches(
            HandlerKind.NewItemContext<TKey, TItem>,
            HandlerKind.NewItemBatch<TKey, TItem>,
            "a delegate",
            configure,
            _ => (batch, token) => new ValueTask<CdcBatchResult>(handle((CdcBatch<TKey, TItem>)batch, token)));
    }
}
