using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer.Handling;
using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Holds one delivery of a change: the change, the message that brought it, and the services of its handling.</summary>
/// <remarks>
/// Middleware is given one, whatever the key's type; it is always a <see cref="CdcContext{TKey}"/>. It is valid until the change's handling ends. All members but
/// <see cref="Get{T}"/> and <see cref="Set{T}"/> are safe for several threads.
/// </remarks>
public abstract class CdcContext
{
    private readonly ConsumerRoot _root;
    private readonly IDeliveryFacts _facts;
    private HandlingScope? _scope;
    private Extras? _extras;

    internal CdcContext(ConsumerRoot root, IDeliveryFacts facts, HandlingScope? scope) => (_root, _facts, _scope) = (root, facts, scope);

    /// <summary>Gets the consumer's name.</summary>
    public string ConsumerName => _root.Name;

    /// <summary>Gets the message that brought the change.</summary>
    public CdcMessage Message => Volatile.Read(ref _extras)?.Message ?? Describe();

    /// <summary>Gets when the handler's token is cancelled at the latest.</summary>
    /// <value>
    /// In UTC: <see cref="CdcConsumerOptions.MaxProcessingTime"/> after the handling began, or <see cref="CdcQueueHandlerOptions.DeadlineMargin"/> before the invocation's time is over. Null
    /// where nothing ends it, as in a function that is not told its time.
    /// </value>
    public DateTimeOffset? Deadline => _facts.DeadlineOf(_root);

    /// <summary>Gets the services of the dependency injection scope in which the change is handled.</summary>
    /// <value>The scope opens when somebody first asks for this, and ends with the handling. The changes of a batch share one.</value>
    public IServiceProvider Services => Scope.Services;

    /// <summary>Gets the change's id: <see cref="CdcEnvelope{TKey}.Id"/>.</summary>
    public abstract string ChangeId { get; }

    /// <summary>Gets the ARN of the change's table: <see cref="CdcEnvelope{TKey}.Source"/>.</summary>
    public abstract string Source { get; }

    /// <summary>Gets the event type: <see cref="CdcEnvelope{TKey}.Type"/>.</summary>
    public abstract string EventType { get; }

    /// <summary>Gets what happened to the item: <see cref="CdcEnvelope{TKey}.Operation"/>.</summary>
    public abstract ChangeOperation Operation { get; }

    /// <summary>Gets the change's position in the table's stream: <see cref="CdcEnvelope{TKey}.Sequence"/>.</summary>
    /// <value>Null on a snapshot, and only there.</value>
    public abstract SequenceNumber? Sequence { get; }

    /// <summary>Gets when the item changed, where the publisher knew it.</summary>
    internal abstract DateTimeOffset? ChangedAt { get; }

    /// <summary>Gets the label of the stream that <see cref="Sequence"/> is a position of: <see cref="CdcEnvelope{TKey}.StreamLabel"/>.</summary>
    /// <value>Null where the publisher did not say. Positions of two streams do not compare.</value>
    public abstract string? StreamLabel { get; }

    /// <summary>Gets the key as the text that names its item among those of its table: <see cref="CdcKeyFormat{TKey}.ToCanonicalJson"/>.</summary>
    /// <value>Written anew each time.</value>
    public abstract string KeyJson { get; }

    /// <summary>Gets what all contexts of the consumer share.</summary>
    internal ConsumerRoot Root => _root;

    /// <summary>Gets what delivered the change.</summary>
    internal IDeliveryFacts Delivery => _facts;

    /// <summary>Gets the scope, which is opened here if it is not yet.</summary>
    internal HandlingScope Scope => Volatile.Read(ref _scope) ?? OpenScope();

    /// <summary>Ends the context of a change for whose services nobody has asked, or will.</summary>
    /// <returns>False where somebody has: then <see cref="CloseAsync"/> ends it.</returns>
    internal bool TryClose() => Interlocked.CompareExchange(ref _scope, HandlingScope.Closed, null) is null;

    /// <summary>Makes a context for a test of a handler or of middleware.</summary>
    /// <typeparam name="TKey">The item's key.</typeparam>
    /// <param name="change">The change.</param>
    /// <param name="delivery">How it was delivered; null for the first delivery to a consumer named <c>test</c>, without services.</param>
    /// <returns>The context.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public static CdcContext<TKey> Create<TKey>(CdcEnvelope<TKey> change, CdcDelivery? delivery = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(change);
        var given = delivery ?? new CdcDelivery();
        return new CdcContext<TKey>(new GivenRoot<TKey>(given), new GivenFacts<TKey>(given, change), GivenScope(given));
    }

    /// <summary>Makes a context with an item for a test of a handler or of middleware.</summary>
    /// <typeparam name="TKey">The item's key.</typeparam>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <param name="change">The change.</param>
    /// <param name="item">The item; null where it is gone.</param>
    /// <param name="delivery">How it was delivered; null for the first delivery to a consumer named <c>test</c>, without services.</param>
    /// <returns>The context.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public static CdcContext<TKey, TItem> CreateWithItem<TKey, TItem>(CdcEnvelope<TKey> change, TItem? item, CdcDelivery? delivery = null)
        where TKey : notnull
        where TItem : class
    {
        ArgumentNullException.ThrowIfNull(change);
        var given = delivery ?? new CdcDelivery();
        return new CdcContext<TKey, TItem>(new GivenRoot<TKey>(given), new GivenFacts<TKey>(given, change), GivenScope(given)) { Item = item };
    }

    /// <summary>Gets what an earlier step left for later ones.</summary>
    /// <typeparam name="T">Its type, as it was given to <see cref="Set{T}"/>.</typeparam>
    /// <returns>Null where there is none.</returns>
    public T? Get<T>()
        where T : class => Volatile.Read(ref _extras)?.Features?.GetValueOrDefault(typeof(T)) as T;

    /// <summary>Leaves something for later steps and the handler, in place of another of its type.</summary>
    /// <typeparam name="T">The type by which it is found.</typeparam>
    /// <param name="feature">What is left.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feature"/> is null.</exception>
    public void Set<T>(T feature)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(feature);
        (OpenExtras().Features ??= [])[typeof(T)] = feature;
    }

    /// <summary>Ends the context, and disposes of its scope.</summary>
    internal ValueTask CloseAsync() => TryClose() ? ValueTask.CompletedTask : _scope!.DisposeAsync();

    private static HandlingScope? GivenScope(CdcDelivery delivery) => delivery.Services is { } services ? new HandlingScope(services) : null;

    private CdcMessage Describe()
    {
        var extras = OpenExtras();
        return Interlocked.CompareExchange(ref extras.Message, _facts.Describe(), null) ?? extras.Message;
    }

    private Extras OpenExtras() => Volatile.Read(ref _extras) ?? Interlocked.CompareExchange(ref _extras, new Extras(), null) ?? _extras;

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed of by CloseAsync; the one that lost opened nothing.")]
    private HandlingScope OpenScope() => Interlocked.CompareExchange(ref _scope, new HandlingScope(_root.ScopeFactory), null) ?? _scope;

    // What few handlers ask for.
    private sealed class Extras
    {
        public CdcMessage? Message;

        public Dictionary<Type, object>? Features { get; set; }
    }
}

/// <summary>Holds one delivery of a change, by the type of its key.</summary>
/// <typeparam name="TKey">The item's key.</typeparam>
public class CdcContext<TKey> : CdcContext
    where TKey : notnull
{
    internal CdcContext(ConsumerRoot<TKey> root, IDeliveryFacts<TKey> delivery, HandlingScope? scope)
        : base(root, delivery, scope)
    {
    }

    /// <summary>Gets the change: which item, how and when.</summary>
    public CdcEnvelope<TKey> Change => ((IDeliveryFacts<TKey>)Delivery).Change;

    /// <summary>Gets the key of the item that changed.</summary>
    public TKey Key => Change.Key;

    /// <inheritdoc/>
    public override string ChangeId => Change.Id;

    /// <inheritdoc/>
    public override string Source => Change.Source;

    /// <inheritdoc/>
    public override string EventType => Change.Type;

    /// <inheritdoc/>
    public override ChangeOperation Operation => Change.Operation;

    /// <inheritdoc/>
    public override SequenceNumber? Sequence => Change.Sequence;

    /// <inheritdoc/>
    public override string? StreamLabel => Change.StreamLabel;

    /// <inheritdoc/>
    internal override DateTimeOffset? ChangedAt => Change.Time;

    /// <inheritdoc/>
    public override string KeyJson => ((ConsumerRoot<TKey>)Root).KeyFormat.ToCanonicalJson(Change.Key);
}

/// <summary>Holds one delivery of a change, with the item as it is now.</summary>
/// <typeparam name="TKey">The item's key.</typeparam>
/// <typeparam name="TItem">The item.</typeparam>
public sealed class CdcContext<TKey, TItem> : CdcContext<TKey>
    where TKey : notnull
    where TItem : class
{
    internal CdcContext(ConsumerRoot<TKey> root, IDeliveryFacts<TKey> delivery, HandlingScope? scope)
        : base(root, delivery, scope)
    {
    }

    /// <summary>Gets the item.</summary>
    /// <value>
    /// The item was read after the change arrived: it may be newer than the change, never older. Null where the change is a removal, for which nothing is read, and where the item is
    /// gone (<see cref="IsGone"/>). Null, too, in middleware before the step that loads it.
    /// </value>
    public TItem? Item { get; internal set; }

    /// <summary>Gets whether there is no item.</summary>
    /// <value>
    /// True for every removal, and for an insert, modification or snapshot whose item has been removed since: handle them alike. Where an item
    /// has been put there again, the change that did so comes after the removal.
    /// </value>
    [MemberNotNullWhen(false, nameof(Item))]
    public bool IsGone => Item is null;

    /// <summary>Takes it apart: <c>var (change, order) = context;</c>.</summary>
    /// <param name="change">The change.</param>
    /// <param name="item">The item; null where it is gone.</param>
    public void Deconstruct(out CdcEnvelope<TKey> change, out TItem? item) => (change, item) = (Change, Item);
}
