using System.Globalization;
using System.Text;
using System.Text.Json;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>Reads a message to be published, alone or as a batch entry, by the rules of the topic that it is for.</summary>
internal static class SnsMessageReader
{
    private static readonly string[] _types = ["String", "String.Array", "Number", "Binary"];

    public static SnsMessage Read(QueryParameters input, SnsTopic topic)
    {
        var text = input.Required("Message");
        if (text.Length == 0) throw SnsErrors.InvalidParameter("Empty message");
        var attributes = new Dictionary<string, MessageAttribute>(StringComparer.Ordinal);
        foreach (var entry in input.Entries("MessageAttributes"))
        {
            var name = entry["Name"] ?? "";
            if (!attributes.TryAdd(name, ReadAttribute(name, entry)))
                throw SnsErrors.InvalidAttribute($"Message (user) attribute name '{name}' already exists.");
        }

        if (SizeOf(input) > topic.MaximumMessageBytes) throw SnsErrors.InvalidParameter("Message too long");
        var message = new SnsMessage(ForSqs(text, input["MessageStructure"]), attributes)
        {
            Subject = ReadSubject(input["Subject"]),
            GroupId = ReadId(input, "MessageGroupId"),
            DeduplicationId = ReadId(input, "MessageDeduplicationId"),
        };
        CheckKind(message, topic);
        return message;
    }

    /// <summary>The bytes that count: the text and the attributes with their names and types. The message need not be a valid one.</summary>
    public static int SizeOf(QueryParameters input) =>
        BytesOf(input["Message"]) + input.Entries("MessageAttributes").Sum(entry =>
            BytesOf(entry["Name"]) + BytesOf(entry["Value.DataType"]) + BytesOf(entry["Value.StringValue"]) + DecodedLength(entry["Value.BinaryValue"]));

    private static void CheckKind(SnsMessage message, SnsTopic topic)
    {
        if (!topic.IsFifo)
        {
            if (message.DeduplicationId is not null)
                throw SnsErrors.InvalidParameter("MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type");
            return;
        }

        if (message.GroupId is null) throw SnsErrors.InvalidParameter("The MessageGroupId parameter is required for FIFO topics");
        if (message.DeduplicationId is null && !topic.DeduplicatesContent)
            throw SnsErrors.InvalidParameter("The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }

    private static MessageAttribute ReadAttribute(string name, QueryParameters entry)
    {
        if (!MessageAttribute.IsName(name, isForSqs: false))
            throw SnsErrors.InvalidAttribute($"Invalid message attribute name '{name}': up to 256 letters, digits, '_', '-' and single inner '.', not starting with AWS. or Amazon.");
        var type = entry["Value.DataType"] ?? throw SnsErrors.Missing($"messageAttributes.{name}.member.dataType");
        if (type.Length == 0) throw SnsErrors.InvalidAttribute($"The message attribute '{name}' must contain non-empty message attribute type.");
        var binary = ReadBinary(name, entry["Value.BinaryValue"]);
        var attribute = new MessageAttribute(type, binary is null ? entry["Value.StringValue"] : null, binary);
        if (!_types.Contains(type) && !((attribute.IsBinary || attribute.IsNumber || attribute.HasType("String")) && type.Length <= 256))
            throw SnsErrors.InvalidAttribute($"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.");
        if (attribute.IsBinary ? binary is not { Length: > 0 } : string.IsNullOrEmpty(attribute.StringValue))
            throw SnsErrors.InvalidAttribute($"The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{type}'.");
        if (attribute.IsNumber && !double.TryParse(attribute.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw SnsErrors.InvalidAttribute($"Could not cast message attribute '{name}' value to number.");
        if (type == "String.Array" && !IsArrayOfScalars(attribute.StringValue!))
            throw SnsErrors.InvalidAttribute($"The message attribute '{name}' of type String.Array must hold a JSON array of strings, numbers, true, false and null.");
        return attribute;
    }

    private static byte[]? ReadBinary(string name, string? base64)
    {
        try
        {
            return base64 is null ? null : Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw SnsErrors.InvalidAttribute($"The binary value of the message attribute '{name}' is not base64.");
        }
    }

    private static bool IsArrayOfScalars(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                && document.RootElement.EnumerateArray().All(value => value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>With <c>MessageStructure</c> json, the text holds one message per protocol.</summary>
    private static string ForSqs(string text, string? structure)
    {
        if (string.IsNullOrEmpty(structure)) return text;
        if (structure != "json") throw SnsErrors.InvalidParameter("MessageStructure Reason: only json is a structure");
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("default", out var fallback) && fallback.ValueKind == JsonValueKind.String)
            {
                return document.RootElement.TryGetProperty("sqs", out var own) && own.ValueKind == JsonValueKind.String
                    ? own.GetString()!
                    : fallback.GetString()!;
            }
        }
        catch (JsonException)
        {
            throw SnsErrors.InvalidParameter("Message Structure - JSON message body failed to parse");
        }

        throw SnsErrors.InvalidParameter("Message Structure - No default entry in JSON message body");
    }

    private static string? ReadSubject(string? subject) =>
        subject is null || (subject.Length is >= 1 and <= 100 && !char.IsWhiteSpace(subject[0]) && !subject.Any(char.IsControl))
            ? subject
            : throw SnsErrors.InvalidParameter("Subject");

    private static string? ReadId(QueryParameters input, string name)
    {
        if (input[name] is not { } id) return null;
        return id.Length is >= 1 and <= 128 && id.All(character => character is > ' ' and <= '~')
            ? id
            : throw SnsErrors.InvalidParameter($"{name} Reason: it can only include alphanumeric and punctuation characters, 1 to 128 in length");
    }

    private static int BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static int DecodedLength(string? base64) => base64 is null ? 0 : (base64.Length / 4 * 3) - base64.AsSpan().Count('=');
}
