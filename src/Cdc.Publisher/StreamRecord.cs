using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Cdc.Core;
using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;

namespace Cdc.Publisher;

/// <summary>Is one record of a DynamoDB stream event, with no more of the item's images than the settings name.</summary>
/// <remarks>
/// The publisher makes it of the event's JSON. Whoever has the event as objects already makes it of plain values, and hands it to
/// <see cref="CdcPublisher.PublishAsync(IReadOnlyList{StreamRecord}, CdcPublishContext?, CancellationToken)"/>
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"/>).
/// </remarks>
public sealed record StreamRecord
{
    private readonly StreamTable _table = StreamTable.Of("");
    private readonly ReadOnlyMemory<byte> _key;

    /// <summary>Creates a record.</summary>
    public StreamRecord()
    {
    }

    /// <summary>Creates a record with a key that was written in here, of a table that is known; the other required members are to be set all the same.</summary>
    [SetsRequiredMembers]
#pragma warning disable CS8618, CS9264 // They are.
    internal StreamRecord(ReadOnlyMemory<byte> writtenKey, StreamTable table) => (_key, _table) = (writtenKey, table);
#pragma warning restore CS8618, CS9264

    /// <summary>Gets the record's id, which is the same however often Lambda delivers it.</summary>
    /// <value>As DynamoDB wrote it; not empty.</value>
    /// <exception cref="ArgumentException">It is null or empty.</exception>
    public required string EventId
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>Gets what happened to the item.</summary>
    /// <value><see cref="ChangeOperation.Insert"/>, <see cref="ChangeOperation.Modify"/> or <see cref="ChangeOperation.Remove"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is anything else.</exception>
    public required ChangeOperation Operation
    {
        get;
        init
        {
            if (value is not (ChangeOperation.Insert or ChangeOperation.Modify or ChangeOperation.Remove))
                throw new ArgumentOutOfRangeException(nameof(value), value, "A stream holds insertions, modifications and removals.");
            field = value;
        }
    }

    /// <summary>Gets the record's place in its shard.</summary>
    /// <value>Compares as a number; <see cref="Core.SequenceNumber.Parse(string)"/> reads what DynamoDB wrote.</value>
    public required SequenceNumber SequenceNumber { get; init; }

    /// <summary>Gets <see cref="SequenceNumber"/> as DynamoDB wrote it: what Lambda wants back when the record failed.</summary>
    /// <value>1 to 40 decimal digits; default: the number's digits without zeros in front.</value>
    /// <exception cref="FormatException">It is set to anything else.</exception>
    /// <exception cref="ArgumentNullException">It is set to null.</exception>
    [AllowNull]
    public string SequenceNumberText
    {
        get => field ?? (SequenceNumber.ToString().TrimStart('0') is { Length: > 0 } digits ? digits : "0");
        init
        {
            Core.SequenceNumber.Parse(value!);
            field = value;
        }
    }

    /// <summary>Gets the table's ARN.</summary>
    /// <value>Set to the ARN of the table or of its stream, as <c>eventSourceARN</c> is; read as that of the table.</value>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public required string TableArn
    {
        get => _table.Arn;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _table = StreamTable.Of(value);
            if (!_table.IsKnown) throw new ArgumentException($"'{value}' is not the ARN of a table or its stream.", nameof(value));
        }
    }

    /// <summary>Gets the label of the stream that <see cref="SequenceNumber"/> is a position of.</summary>
    /// <value>
    /// Default: that of <see cref="TableArn"/> where it was set to a stream's ARN, else null. It goes into the envelope as <c>streamlabel</c>: a table that was
    /// made again with the same name has another stream, whose sequence numbers do not go on from the last one's
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html"/>).
    /// </value>
    /// <exception cref="ArgumentException">It is empty, has more than 256 characters, or one that is not printable ASCII.</exception>
    public string? StreamLabel
    {
        get => field ?? _table.Label;
        init
        {
            if (value is not null && !StreamTable.IsLabel(value))
                throw new ArgumentException($"A stream's label has 1 to {StreamTable.LongestLabel} characters, all of them printable ASCII.", nameof(value));
            field = value;
        }
    }

    /// <summary>Gets the table's name.</summary>
    /// <value>As in <see cref="TableArn"/>.</value>
    public string TableName => _table.Name;

    /// <summary>Gets the table and its stream.</summary>
    internal StreamTable Table => StreamLabel == _table.Label ? _table : new StreamTable(_table.Arn, _table.Name, StreamLabel);

    /// <summary>Gets the item's key as the JSON object that goes into the envelope's <c>data</c>.</summary>
    /// <value>
    /// UTF-8, without DynamoDB's type letters; <see cref="KeyOf"/> makes it. However it is set, it is read without white space and with the
    /// attributes in the order of their names, so that the same key always is the same bytes.
    /// </value>
    /// <exception cref="ArgumentException">It is not a JSON object with one or two attributes that are strings or numbers.</exception>
    public required ReadOnlyMemory<byte> Key
    {
        get => _key;
        init => _key = Encoding.UTF8.GetBytes(CdcKeyFormat.ForJson().ToCanonicalJson(value));
    }

    /// <summary>Gets when the item changed.</summary>
    /// <value>UTC; DynamoDB gives whole seconds. Default: null, where the record does not say.</value>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Gets whether DynamoDB removed the item because its time to live ran out.</summary>
    /// <value>Default: false; means nothing where <see cref="Operation"/> is no removal. <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html"/>.</value>
    public bool Expired { get; init; }

    /// <summary>Gets the trace in which the item was changed.</summary>
    /// <value>
    /// Default: null. A W3C <c>traceparent</c>; any other text is ignored. Read from the item's new image where
    /// <see cref="CdcPublisherOptions.TraceParentAttribute"/> names its attribute.
    /// </value>
    public string? TraceParent { get; init; }

    /// <summary>Gets the item after the change.</summary>
    /// <value>Default: of a removed item an image without values, else one that the record lacks. Reading that throws <see cref="CdcMissingImageException"/>.</value>
    /// <exception cref="ArgumentNullException">It is set to null.</exception>
    [AllowNull]
    public StreamImage NewImage
    {
        get => field ?? (Operation == ChangeOperation.Remove ? StreamImage.None(null) : StreamImage.Missing(null));
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Gets the item before the change.</summary>
    /// <value>Default: of a new item an image without values, else one that the record lacks. Reading that throws <see cref="CdcMissingImageException"/>.</value>
    /// <exception cref="ArgumentNullException">It is set to null.</exception>
    [AllowNull]
    public StreamImage OldImage
    {
        get => field ?? (Operation == ChangeOperation.Insert ? StreamImage.None(null) : StreamImage.Missing(null));
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Gets the attributes of the item that go out as message attributes.</summary>
    /// <value>
    /// Default: none. Of the event's JSON, those that <see cref="CdcPublisherOptions.ImageAttributes"/> names and the image has: of the new
    /// image, or of the old one where the item was removed.
    /// </value>
    /// <exception cref="ArgumentException">It is null, or an attribute is, its type or its value.</exception>
    public IReadOnlyDictionary<string, SnsMessageAttributeValue> ImageAttributes
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!value.Values.All(attribute => attribute is { DataType: not null, Value: not null }))
                throw new ArgumentException("An attribute has a type and a value.", nameof(value));
            field = value;
        }
    }

    = ReadOnlyDictionary<string, SnsMessageAttributeValue>.Empty;

    /// <summary>Makes a key.</summary>
    /// <param name="attributes">The item's one or two key attributes, in any order.</param>
    /// <returns>The key as <see cref="Key"/> has it. The same attributes always give the same bytes.</returns>
    /// <exception cref="ArgumentException">There is none, there are more than two, two have one name, one was not made by <see cref="CdcKeyPart"/>, or they are longer than those of any table.</exception>
    public static ReadOnlyMemory<byte> KeyOf(params ReadOnlySpan<CdcKeyPart> attributes)
    {
        using var text = new Utf8Arena();
        var key = default(KeyWriter);
        foreach (var attribute in attributes)
        {
            if (attribute is not { Name: { } name, Json: { } json }) throw new ArgumentException("A key attribute was not made by Text, Number or Binary.", nameof(attributes));
            var problem = key.Add(text, text.Append(name), text.Append(json));
            if (problem is not null) throw new ArgumentException($"The key {problem}.", nameof(attributes));
        }

        if (attributes.IsEmpty) throw new ArgumentException("A key has at least one attribute.", nameof(attributes));
        var written = key.Write(text);
        return KeyWriter.ProblemOf(text[written]) is { } fault ? throw new ArgumentException($"The key {fault}", nameof(attributes)) : text[written].ToArray();
    }
}
