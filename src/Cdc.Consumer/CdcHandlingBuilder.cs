using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Marks;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer;

/// <summary>Says what is done with changes: the handler, and the steps around it.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks>
/// It is the same for a consumer (<c>AddCdcConsumer</c>), a route of one (<see cref="CdcRoutingBuilder"/>) and a function (<c>AddCdcQueueHandler</c>). The steps (<see cref="Use{TMiddleware}"/>,
/// <see cref="UseHighWaterMarks()"/>, <see cref="LoadItems{TItem}"/>) wrap each other in the order of the calls, the first outermost. The handler is innermost, wherever it is
/// named. Steps that do not fit together are a fault when the host starts.
/// </remarks>
public class CdcHandlingBuilder<TKey>
    where TKey : notnull
{
    internal CdcHandlingBuilder(PipelineSpec<TKey> spec) => Spec = spec;

    /// <summary>Gets the consumer's name.</summary>
    public string Name => Spec.Name;

    /// <summary>Gets the services.</summary>
    public IServiceCollection Services => Spec.Services;

    internal PipelineSpec<TKey> Spec { get; }

    /// <summary>Says how keys are read.</summary>
    /// <param name="keyFormat">For example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Without it, <typeparamref name="TKey"/> itself says how: a record is read by reflection, which a trimmed or natively compiled application does not have.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="keyFormat"/> is null.</exception>
    public CdcHandlingBuilder<TKey> WithKeys(CdcKeyFormat<TKey> keyFormat)
    {
        ArgumentNullException.ThrowIfNull(keyFormat);
        Spec.KeyFormat = keyFormat;
        return this;
    }

    /// <summary>Says that keys are records that source-generated metadata reads.</summary>
    /// <param name="keyTypeInfo">For example <c>MyJsonContext.Default.OrderKey</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="keyTypeInfo"/> is null.</exception>
    /// <exception cref="ArgumentException"><typeparamref name="TKey"/> is no type of a key, as <see cref="CdcKeyFormat.ForRecord{TKey}"/> has it.</exception>
    public CdcHandlingBuilder<TKey> WithKeys(JsonTypeInfo<TKey> keyTypeInfo) => WithKeys(CdcKeyFormat.ForRecord(keyTypeInfo));

    /// <summary>Adds a step around the handler. It also wraps a handler of batches if it is an <see cref="ICdcBatchMiddleware"/>, too.</summary>
    /// <typeparam name="TMiddleware">The step; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The same builder.</returns>
    public CdcHandlingBuilder<TKey> Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, ICdcMiddleware
    {
        Spec.Steps.Add(PipelineStep.Of<TMiddleware>(Services));
        return this;
    }

    /// <summary>Adds a step around the handler of single changes.</summary>
    /// <param name="middleware">Does its part, and calls the next step that it is given.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="middleware"/> is null.</exception>
    public CdcHandlingBuilder<TKey> Use(Func<CdcContext, CdcNext, CancellationToken, ValueTask<CdcOutcome>> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Spec.Steps.Add(PipelineStep.Of(middleware));
        return this;
    }

    /// <summary>Adds a step around the handler of batches.</summary>
    /// <typeparam name="TMiddleware">The step; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The same builder.</returns>
    public CdcHandlingBuilder<TKey> UseForBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, ICdcBatchMiddleware
    {
        Spec.Steps.Add(PipelineStep.OfBatches<TMiddleware>(Services));
        return this;
    }

    /// <summary>Adds a step around the handler of batches.</summary>
    /// <param name="middleware">Does its part, and calls the next step that it is given.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="middleware"/> is null.</exception>
    public CdcHandlingBuilder<TKey> UseForBatches(Func<CdcBatch, CdcBatchNext, CancellationToken, ValueTask<CdcBatchResult>> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Spec.Steps.Add(PipelineStep.OfBatches(middleware));
        return this;
    }

    /// <summary>Leaves out changes that are not newer than what was handled. The store is the one registered under the consumer's name, or else the one registered for all.</summary>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// If nobody calls this and a store is registered, this is the outermost step. A consumer with marks needs a name of its own (<c>AddCdcConsumer("orders", …)</c>): marks are kept
    /// under it, and somebody renames a handler's type one day.
    /// </remarks>
    public CdcHandlingBuilder<TKey> UseHighWaterMarks()
    {
        MarkRegistration.Add(Spec, services => MarkRegistration.StoreOf(services, Name));
        return this;
    }

    /// <summary>Leaves out changes that are not newer than what was handled, with a store of this consumer's own.</summary>
    /// <param name="store">Gets the store; called once, when the host starts.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is null.</exception>
    public CdcHandlingBuilder<TKey> UseHighWaterMarks(Func<IServiceProvider, IHighWaterMarkStore> store)
    {
        ArgumentNullException.ThrowIfNull(store);
        MarkRegistration.Add(Spec, store);
        return this;
    }

    /// <summary>Reads each change's item from a DynamoDB table. Changes that are handled at about the same time share a BatchGetItem of up to 100 keys.</summary>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <param name="tableName">The table, by its name or ARN: the one whose changes these are, or a replica of it.</param>
    /// <param name="map">
    /// Makes an item of its attributes. Must not change the dictionary, nor return null. Called for each change, by several threads at once; what it
    /// throws is a failure of the change.
    /// </param>
    /// <param name="configure">Sets further options; null for the defaults.</param>
    /// <returns>A builder that takes the handler of the items.</returns>
    /// <remarks>
    /// It needs the permissions <c>dynamodb:BatchGetItem</c> and <c>dynamodb:DescribeTable</c> on the table. DescribeTable is called once, for the types of the key's
    /// attributes, and not at all where <see cref="DynamoDbItemOptions.KeyAttributes"/> gives them. Keys that DynamoDB leaves unread
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"/>) are asked for again, with a growing
    /// pause; after 8 calls in a row that left all of them unread, their changes fail. It uses the <c>IAmazonDynamoDB</c> under the consumer's name, or else the application's, or else one made
    /// from the environment.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="tableName"/> or <paramref name="map"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tableName"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">Items are loaded already, or there is a handler already.</exception>
    public CdcItemHandlingBuilder<TKey, TItem> LoadItems<TItem>(
        string tableName, Func<Dictionary<string, AttributeValue>, TItem> map, Action<DynamoDbItemOptions>? configure = null)
        where TItem : class
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        ArgumentNullException.ThrowIfNull(map);
        ItemRegistration.Add(Spec, tableName, map, configure);
        return new CdcItemHandlingBuilder<TKey, TItem>(this);
    }

    /// <summary>Names the handler.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public CdcHandlingBuilder<TKey> Handle<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, ICdcHandler<TKey>
    {
        ServiceSource.Add<THandler>(Services);
        return Handled(new ChangeHandlerKind<TKey>(typeof(THandler).Name, HandlerKind.NewContext, services =>
        {
            var source = ServiceSource.Of<THandler>(Services, services);
            return (context, token) => HandlerKind.Done(source(context).HandleAsync((CdcContext<TKey>)context, token));
        }));
    }

    /// <summary>Gives the handler as a delegate.</summary>
    /// <param name="handle">Handles a change, as <see cref="ICdcHandler{TKey}.HandleAsync"/> does; its services are the context's.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> Handle(Func<CdcContext<TKey>, CancellationToken, Task> handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Handled(new ChangeHandlerKind<TKey>(
            "a delegate", HandlerKind.NewContext, _ => (context, token) => HandlerKind.Done(handle((CdcContext<TKey>)context, token))));
    }

    /// <summary>Names the handler of batches.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, ICdcBatchHandler<TKey> => HandleBatches<THandler>(static _ => { });

    /// <summary>Names the handler of batches, and says how large they are.</summary>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="configure">Sets the options of batches.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Action<CdcBatchOptions> configure)
        where THandler : class, ICdcBatchHandler<TKey>
    {
        ArgumentNullException.ThrowIfNull(configure);
        ServiceSource.Add<THandler>(Services);
        return HandledInBatches(HandlerKind.NewContext, HandlerKind.NewBatch, typeof(THandler).Name, configure, services =>
        {
            var source = ServiceSource.Of<THandler>(Services, services);
            return (batch, token) => new ValueTask<CdcBatchResult>(source(batch.Contexts[0]).HandleAsync((CdcBatch<TKey>)batch, token));
        });
    }

    /// <summary>Gives the handler of batches as a delegate.</summary>
    /// <param name="handle">Handles a batch, as <see cref="ICdcBatchHandler{TKey}.HandleAsync"/> does; its services are the batch's.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches(Func<CdcBatch<TKey>, CancellationToken, Task<CdcBatchResult>> handle) => HandleBatches(handle, static _ => { });

    /// <summary>Gives the handler of batches as a delegate, and says how large they are.</summary>
    /// <param name="handle">Handles a batch, as <see cref="ICdcBatchHandler{TKey}.HandleAsync"/> does; its services are the batch's.</param>
    /// <param name="configure">Sets the options of batches.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    public CdcHandlingBuilder<TKey> HandleBatches(Func<CdcBatch<TKey>, CancellationToken, Task<CdcBatchResult>> handle, Action<CdcBatchOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(configure);
        return HandledInBatches(
            HandlerKind.NewContext, HandlerKind.NewBatch, "a delegate", configure, _ => (batch, token) => new ValueTask<CdcBatchResult>(handle((CdcBatch<TKey>)batch, token)));
    }

    internal CdcHandlingBuilder<TKey> Handled(HandlerKind<TKey> handler)
    {
        Spec.SetHandler(handler);
        return this;
    }

    internal CdcHandlingBuilder<TKey> HandledInBatches(
        NewContext<TKey> newContext, Func<CdcContext<TKey>[], CdcBatch> newBatch, string name, Action<CdcBatchOptions> configure, Func<IServiceProvider, CdcBatchNext> create)
    {
        BatchRegistration.Add(Services, Spec.OptionsName, configure);
        return Handled(new BatchHandlerKind<TKey>(name, newContext, newBatch, Spec.OptionsName, create));
    }
}
