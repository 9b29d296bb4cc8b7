using System.Globalization;
using System.Text;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>Reads a message to be sent, alone or as a batch entry, by the rules of the queue that it is for.</summary>
internal static class SqsMessageReader
{
    private static readonly IReadOnlyDictionary<string, MessageAttribute> _noAttributes = new Dictionary<string, MessageAttribute>();

    /// <summary>The members that <see cref="Read"/> reads.</summary>
    public static IReadOnlyList<string> Members { get; } =
        ["MessageBody", "DelaySeconds", "MessageAttributes", "MessageSystemAttributes", "MessageDeduplicationId", "MessageGroupId"];

    public static (SqsMessageContent Content, TimeSpan? Delay) Read(SqsInput input, SqsQueue queue)
    {
        var body = input.RequiredText("MessageBody");
        if (!IsContent(body)) throw SqsErrors.InvalidMessageContents();
        var content = new SqsMessageContent(body, ReadAttributes(input))
        {
            TraceHeader = ReadTraceHeader(input),
            GroupId = ReadId(input, "MessageGroupId"),
            DeduplicationId = ReadId(input, "MessageDeduplicationId"),
        };
        var delay = input.Seconds("DelaySeconds", 0, 900);
        if (content.ByteCount > queue.Settings.MaximumMessageBytes)
            throw SqsErrors.InvalidParameterValue($"One or more parameters are invalid. Reason: Message must be shorter than {queue.Settings.MaximumMessageBytes} bytes.");
        if (queue.IsFifo) CheckFifo(content, delay, queue.Settings);
        else if (content.DeduplicationId is { } id)
            throw SqsErrors.InvalidParameterValue("MessageDeduplicationId", id, "The request include parameter that is not valid for this queue type");
        return (content, queue.IsFifo ? null : delay);
    }

    /// <summary>The id that makes a repeated receive the same one; only FIFO queues take it.</summary>
    public static string? ReadAttemptId(SqsInput input, SqsQueue queue) =>
        ReadId(input, "ReceiveRequestAttemptId") is not { } id || queue.IsFifo
            ? input.Text("ReceiveRequestAttemptId")
            : throw SqsErrors.InvalidParameterValue("ReceiveRequestAttemptId", id, "The request include parameter that is not valid for this queue type");

    /// <summary>The bytes that count: body and attributes with their names and types. The message need not be a valid one.</summary>
    public static int SizeOf(SqsInput input) =>
        BytesOf(input.Text("MessageBody")) + input.Structures("MessageAttributes").Sum(attribute =>
            BytesOf(attribute.Key) + BytesOf(attribute.Value.Text("DataType"))
            + BytesOf(attribute.Value.Text("StringValue")) + (attribute.Value.Bytes("BinaryValue")?.Length ?? 0));

    /// <summary>Refuses a batch to a FIFO queue as a whole where an entry lacks what a FIFO queue needs.</summary>
    public static void CheckBatch(IReadOnlyList<SqsInput> entries, SqsQueue queue)
    {
        if (!queue.IsFifo) return;
        foreach (var entry in entries)
        {
            if (entry.Text("MessageGroupId") is null) throw SqsErrors.InvalidParameterValue("The request must contain the parameter MessageGroupId.");
            if (entry.Text("MessageDeduplicationId") is null && !queue.Settings.DeduplicatesContent) throw NoDeduplication();
        }
    }

    private static AwsServiceException NoDeduplication() => SqsErrors.InvalidParameterValue(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");

    private static void CheckFifo(SqsMessageContent content, TimeSpan? delay, QueueSettings settings)
    {
        if (content.GroupId is null) throw SqsErrors.MissingParameter("MessageGroupId");
        if (content.DeduplicationId is null && !settings.DeduplicatesContent)
            throw NoDeduplication();
        if (delay > TimeSpan.Zero)
            throw SqsErrors.InvalidParameterValue("DelaySeconds", delay.Value.TotalSeconds, "The request include parameter that is not valid for this queue type.");
    }

    private static IReadOnlyDictionary<string, MessageAttribute> ReadAttributes(SqsInput input)
    {
        if (!input.Has("MessageAttributes")) return _noAttributes;
        var attributes = new Dictionary<string, MessageAttribute>(StringComparer.Ordinal);
        foreach (var (name, value) in input.Structures("MessageAttributes"))
        {
            if (!MessageAttribute.IsName(name, isForSqs: true))
                throw SqsErrors.InvalidParameterValue($"The message attribute name '{name}' is invalid: up to 256 letters, digits, '_', '-' and single inner '.', not starting with AWS. or Amazon.");
            attributes.Add(name, ReadAttribute(name, value.Allow("DataType", "StringValue", "BinaryValue")));
        }

        return attributes.Count <= SqsLimits.MessageAttributes
            ? attributes
            : throw SqsErrors.InvalidParameterValue($"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{SqsLimits.MessageAttributes}].");
    }

    private static MessageAttribute ReadAttribute(string name, SqsInput value)
    {
        var attribute = new MessageAttribute(
            value.Text("DataType") is { Length: > 0 } type ? type : throw SqsErrors.InvalidParameterValue($"The message attribute '{name}' must contain a non-empty message attribute type."),
            value.Text("StringValue"),
            value.Bytes("BinaryValue"));
        if (attribute.DataType.Length > 256 || !(attribute.IsBinary || attribute.IsNumber || attribute.HasType("String")))
            throw SqsErrors.InvalidParameterValue($"The type of message (user) attribute '{name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.");
        var isFilled = attribute.IsBinary
            ? attribute is { BinaryValue.Length: > 0, StringValue: null }
            : attribute is { StringValue.Length: > 0, BinaryValue: null };
        if (!isFilled)
            throw SqsErrors.InvalidParameterValue($"The message attribute '{name}' with type '{attribute.DataType}' must use one non-empty value, of the field for this type.");
        if (attribute.IsNumber && !double.TryParse(attribute.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            throw SqsErrors.InvalidParameterValue($"Can't cast the value of message (user) attribute '{name}' to a number.");
        if (attribute.StringValue is { } text && !IsContent(text))
            throw SqsErrors.InvalidParameterValue($"Invalid characters found in the value of message (user) attribute '{name}'.");
        return attribute;
    }

    private static string? ReadTraceHeader(SqsInput input)
    {
        string? header = null;
        foreach (var (name, value) in input.Structures("MessageSystemAttributes"))
        {
            if (name != "AWSTraceHeader") throw SqsErrors.InvalidParameterValue($"Message system attribute name '{name}' is invalid.");
            var attribute = ReadAttribute(name, value.Allow("DataType", "StringValue", "BinaryValue"));
            header = attribute.DataType == "String" ? attribute.StringValue : throw SqsErrors.InvalidParameterValue($"The type of message system attribute '{name}' must be String.");
        }

        return header;
    }

    private static string? ReadId(SqsInput input, string name)
    {
        if (input.Text(name) is not { } id) return null;
        return id.Length is >= 1 and <= 128 && id.All(character => character is > ' ' and <= '~')
            ? id
            : throw SqsErrors.InvalidParameterValue(name, id, $"{name} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    private static int BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static bool IsContent(string text)
    {
        foreach (var character in text.AsSpan())
        {
            if (character is < ' ' and not ('\t' or '\n' or '\r') or '\uFFFE' or '\uFFFF') return false;
        }

        return true;
    }
}
