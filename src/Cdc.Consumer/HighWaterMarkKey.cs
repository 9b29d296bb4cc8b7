namespace Cdc.Consumer;

/// <summary>Names what a high-water mark belongs to: an item, as one consumer sees it.</summary>
public readonly record struct HighWaterMarkKey
{
    /// <summary>Gets the consumer's name, or that of its route: <c>consumer/route</c>.</summary>
    /// <value>Not empty. Two consumers handle the same change each for itself.</value>
    public required string Consumer { get; init; }

    /// <summary>Gets the ARN of the item's table, as the change gives it.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the label of the stream that the positions are of, as the change gives it.</summary>
    /// <value>
    /// Null where the publisher did not say. A table that is deleted and made again has another, and so marks of its own: sequence numbers begin anew
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html"/>).
    /// </value>
    public string? StreamLabel { get; init; }

    /// <summary>Gets the item's key, as <see cref="Core.CdcKeyFormat{TKey}.ToCanonicalJson"/> writes it.</summary>
    public required string Key { get; init; }
}
