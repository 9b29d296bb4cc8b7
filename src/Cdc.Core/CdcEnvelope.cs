namespace Cdc.Core;

/// <summary>Tells that an item changed: which one, how and when, but not what it holds.</summary>
/// <typeparam name="TKey">
/// The item's key: a record whose JSON properties are the table's key attributes, or, where the table has a single key attribute,
/// <see cref="string"/>, <see cref="System.Guid"/>, <see cref="long"/> or <see cref="decimal"/>.
/// </typeparam>
/// <remarks>
/// On the wire this is a CloudEvents 1.0 event in structured JSON
/// (<see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md"/>). The publisher sends each change at least once, and the
/// changes of one key in order. A standard topic or queue may deliver out of order: where that matters, compare <see cref="Sequence"/> within one key. A consumer
/// that reads the item sees its current state, which may be newer than this change.
/// </remarks>
public sealed record CdcEnvelope<TKey>
{
    // Consumers hold many: what may be absent takes little room for that.
    private readonly DateTimeOffset _time;
    private readonly SequenceNumber _sequence;
    private readonly bool _hasTime;
    private readonly bool _hasSequence;
    private readonly Trace? _trace;

    /// <summary>Gets the change's id.</summary>
    /// <value>1 to 256 characters, none of them a control character. The same change has the same id however often it is delivered.</value>
    public required string Id { get; init; }

    /// <summary>Gets where the change happened.</summary>
    /// <value>The table's ARN: 1 to 1,024 characters, none of them a control character.</value>
    public required string Source { get; init; }

    /// <summary>Gets the event type that consumers subscribe to.</summary>
    /// <value>1 to 512 characters, none of them a control character. <c>{table in lower case}.{operation}</c>, unless the publisher sets another.</value>
    public required string Type { get; init; }

    /// <summary>Gets when the item changed.</summary>
    /// <value>In UTC; null where the publisher did not know it. DynamoDB gives whole seconds, and the envelope holds milliseconds.</value>
    public DateTimeOffset? Time
    {
        get => _hasTime ? _time : null;
        init => (_hasTime, _time) = (value is not null, value ?? default);
    }

    /// <summary>Gets what happened to the item.</summary>
    public required ChangeOperation Operation { get; init; }

    /// <summary>Gets the change's position in the table's stream.</summary>
    /// <value>Null on a snapshot only. Compare it within one item only.</value>
    public SequenceNumber? Sequence
    {
        get => _hasSequence ? _sequence : null;
        init => (_hasSequence, _sequence) = (value is not null, value ?? default);
    }

    /// <summary>Gets the label of the stream in which <see cref="Sequence"/> is a position.</summary>
    /// <value>
    /// The label at the end of the stream's ARN (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html"/>);
    /// null where the publisher did not know it. A table that was deleted and made again under its name has another stream, whose numbers begin anew.
    /// </value>
    public string? StreamLabel { get; init; }

    /// <summary>Gets whether the item was removed because its time to live ran out.</summary>
    /// <value>Default: false; true on a removal only.</value>
    public bool Expired { get; init; }

    /// <summary>Gets the W3C <c>traceparent</c> of the trace that the change belongs to: the publisher's, or the one that the item's writer left in the item.</summary>
    /// <value>Up to 128 characters of printable ASCII; null outside a trace. Not checked further: parse it before use.</value>
    public string? TraceParent
    {
        get => _trace?.Parent;
        init => _trace = Trace.Of(value, TraceState);
    }

    /// <summary>Gets the W3C <c>tracestate</c> that belongs to <see cref="TraceParent"/>.</summary>
    /// <value>Up to 512 characters of printable ASCII; null where there is none.</value>
    public string? TraceState
    {
        get => _trace?.State;
        init => _trace = Trace.Of(TraceParent, value);
    }

    /// <summary>Gets the key of the item that changed.</summary>
    public required TKey Key { get; init; }

    private sealed record Trace(string? Parent, string? State)
    {
        public static Trace? Of(string? parent, string? state) => parent is null && state is null ? null : new(parent, state);
    }
}
