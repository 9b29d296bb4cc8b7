using System.Collections.ObjectModel;

namespace Cdc.Publisher;

/// <summary>Is one message of a batch on its way to SNS.</summary>
public sealed record SnsEntry
{
    /// <summary>Creates an entry.</summary>
    /// <param name="id">
    /// The entry's id within its batch, which a failure refers to: 1 to 80 letters, digits, hyphens and underscores
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatchRequestEntry.html"/>).
    /// </param>
    /// <param name="message">The message in UTF-8; together with the attributes no longer than the topic takes.</param>
    public SnsEntry(string id, string message)
    {
        Id = id;
        Message = message;
    }

    /// <summary>Gets the entry's id within its batch, which a failure refers to.</summary>
    /// <value>1 to 80 letters, digits, hyphens and underscores.</value>
    public string Id { get; init; }

    /// <summary>Gets the message.</summary>
    /// <value>1 byte of UTF-8 up to what the topic takes, 262,144 bytes unless its <c>MaximumMessageSize</c> says otherwise, together with the attributes.</value>
    public string Message { get; init; }

    /// <summary>Gets the message's attributes, which filter policies look at.</summary>
    /// <value>
    /// Default: none. Never more than ten: a subscription with raw delivery drops a message with more
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/>).
    /// </value>
    public IReadOnlyDictionary<string, SnsMessageAttributeValue> Attributes { get; init; } = ReadOnlyDictionary<string, SnsMessageAttributeValue>.Empty;

    /// <summary>Gets the group within which a FIFO topic keeps the order.</summary>
    /// <value>Default: null, for a standard topic; 1 to 128 characters.</value>
    public string? GroupId { get; init; }

    /// <summary>Gets the id by which a FIFO topic recognises a message that it took within the last five minutes.</summary>
    /// <value>Default: null, for a standard topic; 1 to 128 characters.</value>
    public string? DeduplicationId { get; init; }
}
