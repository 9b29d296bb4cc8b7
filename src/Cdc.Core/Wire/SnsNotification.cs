namespace Cdc.Core.Wire;

/// <summary>The JSON that SNS puts around a message when a subscription does not ask for raw delivery.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html"/></remarks>
internal static class SnsNotification
{
    public const string Notification = "Notification";

    public static ReadOnlySpan<byte> TypeField => "Type"u8;

    public static ReadOnlySpan<byte> MessageField => "Message"u8;
}
