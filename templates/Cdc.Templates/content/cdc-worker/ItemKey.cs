using System.Text.Json.Serialization;

namespace Company.Worker1;

/// <summary>The table's key: a parameter for each of its key attributes, by the attribute's name.</summary>
#if (hasSortKey)
public sealed record ItemKey([property: JsonPropertyName("PARTITION_KEY")] PARTITION_TYPE PartitionProperty, [property: JsonPropertyName("SORT_KEY")] SORT_TYPE SortProperty);
#else
public sealed record ItemKey([property: JsonPropertyName("PARTITION_KEY")] PARTITION_TYPE PartitionProperty);
#endif

/// <summary>The key's JSON, generated at build time.</summary>
[JsonSerializable(typeof(ItemKey))]
internal sealed partial class ItemKeyJson : JsonSerializerContext;
