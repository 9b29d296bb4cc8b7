using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Cdc.Core.Wire;

namespace Cdc.Core;

/// <summary>Reads envelopes from what a queue delivers.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <param name="keyFormat">How to read the key.</param>
/// <remarks>
/// Safe for use by several threads at once. It takes what anybody may have sent. Any text ends in envelopes or in a
/// <see cref="CdcEnvelopeFormatException"/>, and needs time and memory that grow only with its length. What the envelopes hold is safe to write into
/// a log line, except the key: it has no control characters, and is no longer than the properties say.
/// </remarks>
/// <exception cref="ArgumentNullException"><paramref name="keyFormat"/> is null.</exception>
public sealed class CdcEnvelopeReader<TKey>(CdcKeyFormat<TKey> keyFormat)
{
    // Strict: the lenient one would read two keys with halves of surrogate pairs as one key.
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int MostChanges = 10_000;

    private readonly SeenTexts _seen = new();
    private readonly CdcKeyFormat<TKey> _keyFormat = keyFormat ?? throw new ArgumentNullException(nameof(keyFormat));

    /// <summary>Gets the most changes of one body that are read; a body with more is an error.</summary>
    /// <value>Default: 1,000, as many as a publisher of this family ever puts into one message. 1 to 10,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public int MaxChangesPerMessage
    {
        get;
        init => field = value is >= 1 and <= MostChanges ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"1 to {MostChanges}.");
    } = 1000;

    /// <summary>Gets the greatest sequence number that is read; a change with a greater one is an error.</summary>
    /// <value>
    /// Default: null, all that fit into <see cref="SequenceNumber.MaxDigits"/> digits. A sender may put any number into a message, and a number that
    /// the stream never reaches makes every later change of its key look stale. DynamoDB says only how long its numbers may be
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html"/>), so you must set what a stream
    /// can have reached. A million times its shards' greatest starting number leaves room for the years to come.
    /// </value>
    public SequenceNumber? MaxSequence { get; init; }

    /// <summary>Reads one event.</summary>
    /// <param name="utf8Json">A CloudEvents 1.0 event in structured JSON, in UTF-8. Attributes that are not known are passed over.</param>
    /// <returns>The envelope.</returns>
    /// <exception cref="CdcEnvelopeFormatException">The text is anything else, or its key is not a <typeparamref name="TKey"/>.</exception>
    public CdcEnvelope<TKey> Read(ReadOnlySpan<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json)) throw NotUnicode();
        try
        {
            var reader = new Utf8JsonReader(utf8Json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new CdcEnvelopeFormatException("Not a change envelope: the text is not a JSON object.");
            var fields = EventFields.Read(ref reader, _seen);
            reader.Read();
            return ToEnvelope(fields, utf8Json);
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    /// <summary>Reads the body of an SQS message.</summary>
    /// <param name="body">
    /// An event (raw delivery), an SNS notification around one
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html"/>), or either with a JSON array of events
    /// (CloudEvents' batched mode).
    /// </param>
    /// <returns>At least one envelope, in the order of the body.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="CdcEnvelopeFormatException">The body is anything else, or a key in it is not a <typeparamref name="TKey"/>.</exception>
    public IReadOnlyList<CdcEnvelope<TKey>> ReadBody(string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return ReadBody(body, mayBeWrapped: true);
    }

    private IReadOnlyList<CdcEnvelope<TKey>> ReadBody(string body, bool mayBeWrapped)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_utf8.GetMaxByteCount(body.Length));
        try
        {
            return ReadBody(buffer.AsSpan(0, _utf8.GetBytes(body, buffer)), mayBeWrapped);
        }
        catch (JsonException error)
        {
            throw NotJson(error);
        }
        catch (Exception error) when (error is InvalidOperationException or EncoderFallbackException)
        {
            throw NotUnicode();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private IReadOnlyList<CdcEnvelope<TKey>> ReadBody(ReadOnlySpan<byte> body, bool mayBeWrapped)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray) return ReadArray(ref reader, body);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new CdcEnvelopeFormatException("Not a change envelope: the body is neither a JSON object nor an array.");

        var fields = EventFields.Read(ref reader, _seen);
        reader.Read();
        if (!mayBeWrapped || fields.HasSpecVersion || fields.NotificationTypePosition is null) return [ToEnvelope(fields, body)];
        if (fields.NotificationType != EnvelopeFields.Notification)
            throw new CdcEnvelopeFormatException("is not \"Notification\"", "Type", fields.NotificationTypePosition);
        return ReadBody(
            fields.NotificationMessage ?? throw new CdcEnvelopeFormatException("is not a string", "Message", fields.NotificationMessagePosition),
            mayBeWrapped: false);
    }

    private List<CdcEnvelope<TKey>> ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var envelopes = new List<CdcEnvelope<TKey>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new CdcEnvelopeFormatException($"Not a change envelope: element {envelopes.Count} of the array is not a JSON object.");
            if (envelopes.Count == MaxChangesPerMessage)
                throw new CdcEnvelopeFormatException($"Not a change envelope: the array has more than {MaxChangesPerMessage} changes.");
            var start = reader.TokenStartIndex;
            envelopes.Add(ToEnvelope(EventFields.Read(ref reader, _seen), body));
            // The others are about as long as the first.
            if (envelopes.Count == 1) envelopes.Capacity = (int)Math.Min(MaxChangesPerMessage, 1 + ((body.Length - start) / (reader.BytesConsumed - start)));
        }

        reader.Read();
        return envelopes.Count > 0 ? envelopes : throw new CdcEnvelopeFormatException("Not a change envelope: the array is empty.");
    }

    private CdcEnvelope<TKey> ToEnvelope(EventFields fields, ReadOnlySpan<byte> text)
    {
        if (!fields.HasSpecVersion) throw Missing("specversion");
        var operation = fields.Operation ?? throw Missing("operation");
        if (fields.Sequence is null && operation != ChangeOperation.Snapshot) throw Missing("sequence");
        if (fields.Sequence > MaxSequence)
            throw new CdcEnvelopeFormatException("is greater than any that the stream can have reached", "sequence", fields.SequencePosition);
        if (fields.Expired && operation != ChangeOperation.Remove)
            throw new CdcEnvelopeFormatException("is true although nothing was removed", "expired", fields.ExpiredPosition);
        if (!fields.HasData) throw Missing("data");
        var traced = TraceContext.IsParent(fields.TraceParent);
        return new CdcEnvelope<TKey>
        {
            Id = fields.Id ?? throw Missing("id"),
            Source = fields.Source ?? throw Missing("source"),
            Type = fields.Type ?? throw Missing("type"),
            Time = fields.Time,
            Operation = operation,
            Sequence = fields.Sequence,
            Expired = fields.Expired,
            StreamLabel = fields.StreamLabel,
            TraceParent = traced ? fields.TraceParent : null,
            TraceState = traced && TraceContext.IsState(fields.TraceState) ? fields.TraceState : null,
            Key = _keyFormat.Read(text[fields.DataStart..fields.DataEnd], fields.DataStart),
        };
    }

    private static CdcEnvelopeFormatException Missing(string field) => new("is missing", field, null);

    // The parser's own message may quote the text, so it goes no further.
    private static CdcEnvelopeFormatException NotJson(JsonException error) =>
        new($"Not a change envelope: the text is not JSON at byte {error.BytePositionInLine} of line {error.LineNumber + 1}.");

    // The parser reports an escaped half of a surrogate pair as an invalid operation.
    private static CdcEnvelopeFormatException NotUnicode() => new("Not a change envelope: the text holds a string that is not valid Unicode.");
}
