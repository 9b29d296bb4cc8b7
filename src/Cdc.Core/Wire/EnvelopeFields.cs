using System.Text.Json;

namespace Cdc.Core.Wire;

/// <summary>The names of the fields and the words that stand in them: the wire format's vocabulary, written once.</summary>
internal static class EnvelopeFields
{
    private static readonly JsonEncodedText[] _names =
    [
        .. new[]
        {
            "specversion", "id", "source", "type", "time", "datacontenttype", "operation", "sequence", "expired", "streamlabel", "traceparent", "tracestate",
            "data", "Type", "Message",
        }.Select(name => JsonEncodedText.Encode(name)),
    ];

    /// <summary>The only version of CloudEvents there is.</summary>
    public static ReadOnlySpan<byte> Version => "1.0"u8;

    public static ReadOnlySpan<byte> Json => "application/json"u8;

    /// <summary>What <see cref="EnvelopeField.NotificationType"/> says when a message is inside.</summary>
    public const string Notification = "Notification";

    public static JsonEncodedText Name(EnvelopeField field) => _names[(int)field];

    /// <summary>Finds the field whose name the reader is on; null where no reader knows it.</summary>
    public static EnvelopeField? Find(ref Utf8JsonReader reader)
    {
        for (var field = EnvelopeField.SpecVersion; field <= EnvelopeField.NotificationMessage; field++)
        {
            if (reader.ValueTextEquals(Name(field).EncodedUtf8Bytes)) return field;
        }

        return null;
    }

    public static ReadOnlySpan<byte> Word(ChangeOperation operation) => operation switch
    {
        ChangeOperation.Insert => "insert"u8,
        ChangeOperation.Modify => "modify"u8,
        ChangeOperation.Remove => "remove"u8,
        ChangeOperation.Snapshot => "snapshot"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not an operation."),
    };
}
