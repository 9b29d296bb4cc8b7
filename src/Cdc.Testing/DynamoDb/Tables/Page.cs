using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>One page of a query or a scan.</summary>
/// <param name="Items">What passed the filter.</param>
/// <param name="ScannedCount">How many items were looked at.</param>
/// <param name="Bytes">The size of what was looked at.</param>
/// <param name="LastKey">Where the next page starts, or null at the end.</param>
internal sealed record Page(IReadOnlyList<MapValue> Items, int ScannedCount, long Bytes, MapValue? LastKey);
