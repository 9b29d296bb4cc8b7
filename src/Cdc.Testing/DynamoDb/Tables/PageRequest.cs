using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>A query or a scan: the range to walk, and when to stop.</summary>
internal sealed record PageRequest(ItemPosition From, ItemPosition To)
{
    /// <summary>The index to walk, or null for the table itself.</summary>
    public IndexDefinition? Index { get; init; }

    /// <summary>Whether attributes that the index does not hold are fetched from the table.</summary>
    public bool FetchesFromTable { get; init; }

    public bool Forward { get; init; } = true;

    public Condition? Filter { get; init; }

    /// <summary>The most items to look at, before the filter.</summary>
    public int Limit { get; init; } = int.MaxValue;
}
