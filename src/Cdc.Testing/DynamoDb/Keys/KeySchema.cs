using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Keys;

/// <summary>The attributes that make up a key, and their types.</summary>
internal sealed record KeySchema(AttributeDefinition Partition, AttributeDefinition? Sort)
{
    private const int MaxPartitionBytes = 2048;
    private const int MaxSortBytes = 1024;

    public IEnumerable<AttributeDefinition> Attributes => Sort is null ? [Partition] : [Partition, Sort];

    public bool Contains(string attribute) => attribute == Partition.Name || attribute == Sort?.Name;

    /// <summary>The key of an item that is to be stored.</summary>
    /// <exception cref="AwsServiceException">The item lacks a key attribute, or it is of the wrong type, empty or too long.</exception>
    public ItemPosition PositionOf(MapValue item)
    {
        foreach (var attribute in Attributes)
        {
            var value = item[attribute.Name]
                ?? throw AwsServiceException.Validation($"One or more parameter values were invalid: Missing the key {attribute.Name} in the item");
            if (value.Type != attribute.Type)
            {
                throw AwsServiceException.Validation(
                    $"One or more parameter values were invalid: Type mismatch for key {attribute.Name} expected: {attribute.Type} actual: {value.Type}");
            }

            RequireFit(attribute, value);
        }

        return Position(item);
    }

    /// <summary>The key that a request names: the key attributes and nothing else.</summary>
    /// <exception cref="AwsServiceException">It is not the table's key.</exception>
    public ItemPosition PositionOfKey(MapValue key)
    {
        if (key.Members.Count != (Sort is null ? 1 : 2) || Attributes.Any(attribute => key[attribute.Name]?.Type != attribute.Type))
            throw AwsServiceException.Validation("The provided key element does not match the schema");
        foreach (var attribute in Attributes) RequireFit(attribute, key[attribute.Name]!);
        return Position(key);
    }

    /// <summary>Where an index keeps the item, or null where the item lacks an attribute of the index's key.</summary>
    /// <exception cref="AwsServiceException">An attribute of the index's key is of the wrong type, empty or too long.</exception>
    public ItemPosition? PositionInIndex(string index, MapValue item, ItemPosition own)
    {
        var complete = true;
        foreach (var attribute in Attributes)
        {
            if (item[attribute.Name] is not { } value)
            {
                complete = false;
                continue;
            }

            if (value.Type != attribute.Type)
            {
                throw AwsServiceException.Validation(
                    $"One or more parameter values were invalid: Type mismatch for Index Key {attribute.Name} Expected: {attribute.Type} Actual: {value.Type} IndexName: {index}");
            }

            RequireFit(attribute, value);
        }

        return complete ? Position(item) with { Own = own } : null;
    }

    /// <summary>The key's attributes alone.</summary>
    public MapValue KeyOf(MapValue item) =>
        new(Attributes.ToDictionary(attribute => attribute.Name, attribute => item[attribute.Name]!));

    private ItemPosition Position(MapValue item) =>
        ItemPosition.Of((ScalarValue)item[Partition.Name]!, Sort is null ? null : (ScalarValue)item[Sort.Name]!);

    /// <exception cref="AwsServiceException">No key attribute that is stored can be compared with the value.</exception>
    public void RequireComparable(AttributeDefinition attribute, AttributeValue value)
    {
        RequireNotEmpty(attribute, value);
        if (attribute != Partition) RequireFit(attribute, value);
    }

    private static void RequireNotEmpty(AttributeDefinition attribute, AttributeValue value)
    {
        if (value.Size == 0)
        {
            var kind = value is StringValue ? "string" : "binary";
            throw AwsServiceException.Validation(
                $"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty {kind} value. Key: {attribute.Name}");
        }
    }

    private void RequireFit(AttributeDefinition attribute, AttributeValue value)
    {
        RequireNotEmpty(attribute, value);
        if (attribute == Partition && value.Size > MaxPartitionBytes)
        {
            throw AwsServiceException.Validation(
                "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes");
        }

        if (attribute == Sort && value.Size > MaxSortBytes)
        {
            throw AwsServiceException.Validation(
                "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
        }
    }
}
