using Amazon.DynamoDBv2.Model;

namespace Company.Worker1;

/// <summary>What this service needs of an item.</summary>
public sealed record Item(string? Status)
{
    /// <summary>Makes it of the item's attributes, as they are in the table now.</summary>
    public static Item FromAttributes(Dictionary<string, AttributeValue> attributes) => new(attributes.GetValueOrDefault("status")?.S);
}
