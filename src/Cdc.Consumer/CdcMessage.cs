namespace Cdc.Consumer;

/// <summary>Describes the message that brought a change.</summary>
/// <remarks>A message may bring several changes.</remarks>
public sealed class CdcMessage
{
    /// <summary>Gets the message's id in SQS.</summary>
    /// <value>Default: empty, in tests only.</value>
    public string MessageId { get; init; } = "";

    /// <summary>Gets how often SQS has delivered the message, this time included.</summary>
    /// <value>Default: 1; at least 1. Approximate, as SQS counts.</value>
    public int ReceiveCount { get; init; } = 1;

    /// <summary>Gets when SQS delivered the message for the first time.</summary>
    /// <value>In UTC, approximate; null where SQS did not say.</value>
    public DateTimeOffset? FirstReceivedAt { get; init; }

    /// <summary>Gets the message group.</summary>
    /// <value>Null where the message has none.</value>
    public string? GroupId { get; init; }

    /// <summary>Gets the text and number attributes of the message, by name.</summary>
    /// <value>Empty where there are none, as with a message that SNS has wrapped.</value>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}
