namespace Cdc.Consumer;

/// <summary>Holds a message that is not a change envelope, or whose key is not of the consumer's type.</summary>
public sealed class CdcUnreadableMessage
{
    /// <summary>Gets the message's id in SQS.</summary>
    public required string MessageId { get; init; }

    /// <summary>Gets the message's body as SQS delivered it.</summary>
    /// <value>Empty where SQS delivered none.</value>
    public required string Body { get; init; }

    /// <summary>Gets the text and number attributes of the message, by name.</summary>
    /// <value>Empty where there are none, as with a message that SNS has wrapped.</value>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>Gets how often SQS has delivered the message, this time included.</summary>
    /// <value>At least 1; approximate, as SQS counts.</value>
    public required int ReceiveCount { get; init; }

    /// <summary>Gets what is wrong.</summary>
    /// <value>Names the field and the place, never what the message holds.</value>
    public required string Problem { get; init; }
}
