using System.Text.Json.Serialization;
using Amazon.DynamoDBv2.Model;

namespace Company.Tests1;

/// <summary>The table's key: a parameter for each of its key attributes, by the attribute's name.</summary>
#if (hasSortKey)
public sealed record ItemKey([property: JsonPropertyName("PARTITION_KEY")] PARTITION_TYPE PartitionProperty, [property: JsonPropertyName("SORT_KEY")] SORT_TYPE SortProperty)
{
    /// <summary>The key as DynamoDB takes it.</summary>
    public Dictionary<string, AttributeValue> ToAttributes() => new() { ["PARTITION_KEY"] = KeyPart.Of(PartitionProperty), ["SORT_KEY"] = KeyPart.Of(SortProperty) };
}
#else
public sealed record ItemKey([property: JsonPropertyName("PARTITION_KEY")] PARTITION_TYPE PartitionProperty)
{
    /// <summary>The key as DynamoDB takes it.</summary>
    public Dictionary<string, AttributeValue> ToAttributes() => new() { ["PARTITION_KEY"] = KeyPart.Of(PartitionProperty) };
}
#endif

/// <summary>The key's JSON, generated at build time.</summary>
[JsonSerializable(typeof(ItemKey))]
internal sealed partial class ItemKeyJson : JsonSerializerContext;

internal static class KeyPart
{
    public static AttributeValue Of(string text) => new(text);

    public static AttributeValue Of(decimal number) => new() { N = FormattableString.Invariant($"{number}") };
}
