using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>One record of a stream: what happened to one item.</summary>
internal sealed record ChangeRecord(string EventName, MapValue Keys, MapValue? OldImage, MapValue? NewImage)
{
    public required string EventId { get; init; }

    public required UInt128 SequenceNumber { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether time to live deleted the item, and not a request.</summary>
    public required bool IsExpiry { get; init; }

    /// <summary>Keys and images, in bytes.</summary>
    public int SizeBytes { get; } = Keys.ContentSize + (OldImage?.ContentSize ?? 0) + (NewImage?.ContentSize ?? 0);
}
