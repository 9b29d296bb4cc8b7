using Cdc.Testing.DynamoDb.Keys;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>What a table was created with.</summary>
internal sealed record TableDefinition(string Name, KeySchema Key)
{
    public required IReadOnlyList<AttributeDefinition> Attributes { get; init; }

    public IReadOnlyList<IndexDefinition> Indexes { get; init; } = [];

    /// <summary>Which images the stream's records carry, for example <c>NEW_IMAGE</c>; null where there is no stream.</summary>
    public string? StreamViewType { get; init; }

    public required ThroughputDefinition Throughput { get; init; }
}
