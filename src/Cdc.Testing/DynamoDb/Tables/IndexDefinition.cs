using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>A secondary index: another key for the same items, with all of their attributes or some.</summary>
internal sealed record IndexDefinition(string Name, KeySchema Key, bool IsGlobal, string ProjectionType)
{
    public IReadOnlyList<string> NonKeyAttributes { get; init; } = [];

    public ThroughputDefinition? Throughput { get; init; }

    /// <summary>The attributes of an item that the index holds.</summary>
    public MapValue Project(MapValue item, KeySchema tableKey)
    {
        if (ProjectionType == "ALL") return item;
        return new MapValue(item.Members.Where(member => Holds(member.Key, tableKey)).ToDictionary());
    }

    /// <summary>Whether the index has an attribute of its items.</summary>
    public bool Holds(string attribute, KeySchema tableKey) =>
        ProjectionType == "ALL" || Key.Contains(attribute) || tableKey.Contains(attribute) || NonKeyAttributes.Contains(attribute);
}
