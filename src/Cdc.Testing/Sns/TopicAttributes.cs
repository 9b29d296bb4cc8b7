using System.Globalization;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>The attributes of a topic that can be set.</summary>
internal static class TopicAttributes
{
    public const string MaximumMessageSize = "MaximumMessageSize";

    // Stored and returned; they change nothing that a queue would notice.
    private static readonly string[] _stored = ["DeliveryPolicy", "DisplayName", "KmsMasterKeyId", "Policy", "TracingConfig"];

    /// <exception cref="AwsServiceException">The attribute is unknown, or its value is not one that SNS takes.</exception>
    public static void Check(string name, string value, bool isFifo)
    {
        var isValid = name switch
        {
            "FifoTopic" => value is "true" or "false",
            "ContentBasedDeduplication" => isFifo && value is "true" or "false",
            "FifoThroughputScope" => isFifo && value is "Topic" or "MessageGroup",
            "SignatureVersion" => value is "1" or "2",
            MaximumMessageSize => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= SnsLimits.MinMessageBytes and <= SnsLimits.MaxMessageBytes,
            _ => _stored.Contains(name) || IsFeedback(name),
        };
        if (!isValid) throw SnsErrors.InvalidParameter($"Attributes Reason: {name}: not an attribute of this topic, or not a value of it that LocalAws supports");
    }

    /// <summary>Delivery status logging, as <c>SQSSuccessFeedbackRoleArn</c>.</summary>
    private static bool IsFeedback(string name) => name.Contains("Feedback", StringComparison.Ordinal);
}
