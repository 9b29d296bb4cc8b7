using System.Text;
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
    public long SequencePosition;
    public bool Expired;
    public long ExpiredPosition;
    public string? StreamLabel;
    public string? TraceParent;
    public string? TraceState;
    public bool HasSpecVersion;
    public bool HasData;
    public int DataStart;
    public int DataEnd;

    /// <summary>An SNS notification's <c>Type</c> and <c>Message</c>, null where they are no strings. An event may have fields of these names too.</summary>
    public string? NotificationType;
    public string? NotificationMessage;
    public long? NotificationTypePosition;
    public long? NotificationMessagePosition;

    // A character of a JSON string, as \u0041 has it.
    private const int MostBytesEscaped = 6;

    // A bit for each field that was there.
    private int _seen;

    /// <summary>Reads the object that the reader is at the start of, to its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="seen">Strings to use again.</param>
    /// <exception cref="CdcEnvelopeFormatException">A field stands there twice, or its value is not what the field holds.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static EventFields Read(ref Utf8JsonReader reader, SeenTexts seen)
    {
        var fields = default(EventFields);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = EnvelopeFields.Find(ref reader);
            reader.Read();
            if (field is { } known) fields.ReadValue(known, ref reader, seen);
            else reader.Skip();
        }

        return fields;
    }

    private void ReadValue(EnvelopeField field, ref Utf8JsonReader reader, SeenTexts seen)
    {
        Expect((_seen & (1 << (int)field)) == 0, ref reader, field, "stands there twice");
        _seen |= 1 << (int)field;

        // In CloudEvents' JSON an attribute that is null is one that is not there; data is not an attribute.
        if (reader.TokenType == JsonTokenType.Null && field != EnvelopeField.Data) return;
        switch (field)
        {
            case EnvelopeField.SpecVersion: HasSpecVersion = Is(EnvelopeFields.Version, ref reader, field, "is not \"1.0\""); break;
            case EnvelopeField.Id: Id = Text(ref reader, field, ContextAttributeText.LongestId); break;
            case EnvelopeField.Source: Source = Text(ref reader, field, ContextAttributeText.LongestSource, seen.Source); break;
            case EnvelopeField.Type: Type = Text(ref reader, field, ContextAttributeText.LongestType, seen.Type); break;
            case EnvelopeField.Time: Time = Instant(ref reader, field); break;
            case EnvelopeField.DataContentType: Is(EnvelopeFields.Json, ref reader, field, "is not \"application/json\""); break;
            case EnvelopeField.Operation: Operation = Word(ref reader, field); break;
            case EnvelopeField.Sequence: Sequence = Number(ref reader, field); SequencePosition = reader.TokenStartIndex; break;
            case EnvelopeField.Expired: ReadExpired(ref reader, field); break;
            case EnvelopeField.StreamLabel: StreamLabel = ReadLabel(ref reader, field, seen); break;
            case EnvelopeField.TraceParent: TraceParent = TextOrNothing(ref reader, field); break;
            case EnvelopeField.TraceState: TraceState = TextOrNothing(ref reader, field); break;
            case EnvelopeField.Data: SkipData(ref reader, field); break;
            case EnvelopeField.NotificationType: NotificationType = Foreign(ref reader, out NotificationTypePosition); break;
            case EnvelopeField.NotificationMessage: NotificationMessage = Foreign(ref reader, out NotificationMessagePosition); break;
        }
    }

    private void ReadExpired(ref Utf8JsonReader reader, EnvelopeField field)
    {
        Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False, ref reader, field, "is neither true nor false");
        Expired = reader.GetBoolean();
        ExpiredPosition = reader.TokenStartIndex;
    }

    private void SkipData(ref Utf8JsonReader reader, EnvelopeField field)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, ref reader, field, "is not a JSON object");
        HasData = true;
        DataStart = (int)reader.TokenStartIndex;
        reader.Skip();
        DataEnd = (int)reader.BytesConsumed;
    }

    private static bool Is(ReadOnlySpan<byte> expected, ref Utf8JsonReader reader, EnvelopeField field, string problem)
    {
        Expect(reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(expected), ref reader, field, problem);
        return true;
    }

    private static string Text(ref Utf8JsonReader reader, EnvelopeField field, int longest, SeenText seen) =>
        reader.TokenType == JsonTokenType.String && seen.Match(ref reader) is { } text ? text : seen.Keep(Text(ref reader, field, longest));

    private static string Text(ref Utf8JsonReader reader, EnvelopeField field, int longest)
    {
        Expect(reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0, ref reader, field, "is not a string with at least one character");
        // No string is made of what is too long however it is escaped.
        Expect(reader.ValueSpan.Length <= longest * MostBytesEscaped, ref reader, field, ContextAttributeText.TooLong(longest));
        var text = reader.GetString()!;
        if (ContextAttributeText.ProblemOf(text, longest) is { } problem) Expect(false, ref reader, field, problem);
        return text;
    }

    private static string? TextOrNothing(ref Utf8JsonReader reader, EnvelopeField field)
    {
        Expect(reader.TokenType == JsonTokenType.String, ref reader, field, "is not a string");
        return reader.ValueSpan.Length > 0 ? reader.GetString() : null;
    }

    private static string? ReadLabel(ref Utf8JsonReader reader, EnvelopeField field, SeenTexts seen)
    {
        Expect(reader.TokenType == JsonTokenType.String, ref reader, field, "is not a string");
        return reader.ValueSpan.Length > 0 ? Text(ref reader, field, ContextAttributeText.LongestId, seen.StreamLabel) : null;
    }

    private static string? Foreign(ref Utf8JsonReader reader, out long? position)
    {
        position = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    // The parser also takes a time without an offset, and gives it this machine's.
    private static DateTimeOffset Instant(ref Utf8JsonReader reader, EnvelopeField field)
    {
        var time = default(DateTimeOffset);
        Expect(
            reader.TokenType == JsonTokenType.String
            && (reader.ValueIsEscaped ? HasOffset(Encoding.UTF8.GetBytes(reader.GetString()!)) : HasOffset(reader.ValueSpan))
            && reader.TryGetDateTimeOffset(out time),
            ref reader, field, "is not an RFC 3339 time");
        return time.ToUniversalTime();
    }

    private static bool HasOffset(ReadOnlySpan<byte> time) =>
        (time.Length >= 20 && time[^1] == 'Z') || (time.Length >= 25 && time[^6] is (byte)'+' or (byte)'-' && time[^3] == ':');

    private static SequenceNumber Number(ref Utf8JsonReader reader, EnvelopeField field)
    {
        var number = default(SequenceNumber);
        Expect(
            reader.TokenType == JsonTokenType.String
            && (reader.ValueIsEscaped ? SequenceNumber.TryParse(reader.GetString(), out number) : SequenceNumber.TryParse(reader.ValueSpan, out number)),
            ref reader, field, "is not a string of 1 to 40 decimal digits");
        return number;
    }

    private static ChangeOperation Word(ref Utf8JsonReader reader, EnvelopeField field)
    {
        for (var operation = ChangeOperation.Insert; operation <= ChangeOperation.Snapshot && reader.TokenType == JsonTokenType.String; operation++)
        {
            if (reader.ValueTextEquals(EnvelopeFields.Word(operation))) return operation;
        }

        Expect(false, ref reader, field, "is not one of insert, modify, remove, snapshot");
        return default;
    }

    private static void Expect(bool condition, ref Utf8JsonReader reader, EnvelopeField field, string problem)
    {
        if (!condition) throw new CdcEnvelopeFormatException(problem, EnvelopeFields.Name(field).ToString(), reader.TokenStartIndex);
    }
}
