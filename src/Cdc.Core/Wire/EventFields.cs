using System.Text.Json;

namespace Cdc.Core.Wire;

/// <summary>What one pass over a JSON object found: a change event's fields, or those of an SNS notification around one.</summary>
internal ref struct EventFields
{
    public string? Id;
    public string? Source;
    public string? Type;
    public DateTimeOffset? Time;
    public ChangeOperation? Operation;
    public SequenceNumber? Sequence;
    public bool Expired;
    public string? TraceParent;
    public string? TraceState;
    public bool HasSpecVersion;
    public bool HasData;
    public long DataStart;
    public long DataEnd;

    /// <summary>The notification's <c>Type</c>, spelled with a capital.</summary>
    public string? NotificationType;

    /// <summary>The notification's <c>Message</c>.</summary>
    public string? NotificationMessage;

    /// <summary>Reads the object that the reader is at the start of, to its end.</summary>
    /// <exception cref="CdcEnvelopeFormatException">A field's value is not what the field holds.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static EventFields Read(ref Utf8JsonReader reader)
    {
        var fields = default(EventFields);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject) fields.ReadProperty(ref reader);
        return fields;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals(EnvelopeFields.SpecVersion))
        {
            HasSpecVersion = true;
            Expect(Next(ref reader).TokenType == JsonTokenType.String && reader.ValueTextEquals(EnvelopeFields.Version), ref reader, "specversion", "is not \"1.0\"");
        }
        else if (reader.ValueTextEquals(EnvelopeFields.Id)) Id = Text(ref reader, "id");
        else if (reader.ValueTextEquals(EnvelopeFields.Source)) Source = Text(ref reader, "source");
        else if (reader.ValueTextEquals(EnvelopeFields.Type)) Type = Text(ref reader, "type");
        else if (reader.ValueTextEquals(EnvelopeFields.Time)) Time = Instant(ref reader);
        else if (reader.ValueTextEquals(EnvelopeFields.Operation)) Operation = Word(ref reader);
        else if (reader.ValueTextEquals(EnvelopeFields.Sequence)) Sequence = Number(ref reader);
        else if (reader.ValueTextEquals(EnvelopeFields.Expired)) Expired = Flag(ref reader);
        else if (reader.ValueTextEquals(EnvelopeFields.TraceParent)) TraceParent = Text(ref reader, "traceparent");
        else if (reader.ValueTextEquals(EnvelopeFields.TraceState)) TraceState = Text(ref reader, "tracestate");
        else if (reader.ValueTextEquals(EnvelopeFields.Data)) Data(ref reader);
        else if (reader.ValueTextEquals(EnvelopeFields.DataContentType))
            Expect(Next(ref reader).TokenType == JsonTokenType.String && reader.ValueTextEquals(EnvelopeFields.Json), ref reader, "datacontenttype", "is not \"application/json\"");
        else if (reader.ValueTextEquals(SnsNotification.TypeField)) NotificationType = OptionalText(ref reader);
        else if (reader.ValueTextEquals(SnsNotification.MessageField)) NotificationMessage = OptionalText(ref reader);
        else
        {
            // An extension attribute of somebody else's.
            reader.Read();
            reader.Skip();
        }
    }

    private void Data(ref Utf8JsonReader reader)
    {
        Expect(Next(ref reader).TokenType == JsonTokenType.StartObject, ref reader, "data", "is not a JSON object");
        HasData = true;
        DataStart = reader.TokenStartIndex;
        reader.Skip();
        DataEnd = reader.BytesConsumed;
    }

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return ref reader;
    }

    private static string Text(ref Utf8JsonReader reader, string field)
    {
        Expect(Next(ref reader).TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0, ref reader, field, "is not a string with at least one character");
        return reader.GetString()!;
    }

    private static string? OptionalText(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static DateTimeOffset Instant(ref Utf8JsonReader reader)
    {
        var time = default(DateTimeOffset);
        Expect(Next(ref reader).TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out time), ref reader, "time", "is not an RFC 3339 time");
        return time.ToUniversalTime();
    }

    private static SequenceNumber Number(ref Utf8JsonReader reader)
    {
        var number = default(SequenceNumber);
        Expect(
            Next(ref reader).TokenType == JsonTokenType.String && SequenceNumber.TryParse(reader.ValueSpan, out number),
            ref reader, "sequence", "is not a string of 1 to 40 decimal digits");
        return number;
    }

    private static bool Flag(ref Utf8JsonReader reader)
    {
        Expect(Next(ref reader).TokenType is JsonTokenType.True or JsonTokenType.False, ref reader, "expired", "is neither true nor false");
        return reader.GetBoolean();
    }

    private static ChangeOperation Word(ref Utf8JsonReader reader)
    {
        if (Next(ref reader).TokenType == JsonTokenType.String)
        {
            for (var operation = ChangeOperation.Insert; operation <= ChangeOperation.Snapshot; operation++)
            {
                if (reader.ValueTextEquals(EnvelopeFields.Word(operation))) return operation;
            }
        }

        throw new CdcEnvelopeFormatException("is not one of insert, modify, remove, snapshot", "operation", reader.TokenStartIndex);
    }

    private static void Expect(bool condition, ref Utf8JsonReader reader, string field, string problem)
    {
        if (!condition) throw new CdcEnvelopeFormatException(problem, field, reader.TokenStartIndex);
    }
}
