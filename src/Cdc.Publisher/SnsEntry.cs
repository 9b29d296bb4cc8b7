using System.Collections.ObjectModel;

namespace Cdc.Publisher;

/// <summary>Is one message of a batch on its way to SNS.</summary>
/// <param name="Id">
/// The entry's id within its batch, which a failure refers to: 1 to 80 letters, digits, hyphens and underscores
/// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatchRequestEntry.html"/>).
/// </param>
/// <param name="Message">The message: 1 to 262,144 bytes of UTF-8, together with the attributes.</param>
public sealed record SnsEntry(string Id, string Message)
{
    /// <summary>Gets the message's attributes, which filter policies look at.</summary>
    /// <value>
    /// Default: none. Never more than ten: a subscription with raw delivery drops a message with more
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/>).
    /// </value>
    public IReadOnlyDictionary<string, SnsAttributeValue> Attributes { get; init; } = ReadOnlyDictionary<string, SnsAttributeValue>.Empty;

    /// <summary>Gets the group within which a FIFO topic keeps the order.</summary>
    /// <value>Default: null, for a standard topic; 1 to 128 characters.</value>
    public string? GroupId { get; init; }

    /// <summary>Gets the id by which a FIFO topic recognises a message that it took within the last five minutes.</summary>
    /// <value>Default: null, for a standard topic; 1 to 128 characters.</value>
    public string? DeduplicationId { get; init; }
}
