using System.Text.Json;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Reads what CreateTable is to create.</summary>
internal static class TableReader
{
    private const int MaxGlobalIndexes = 20;
    private const int MaxLocalIndexes = 5;
    private const int MaxProjected = 100;
    private const string Invalid = "One or more parameter values were invalid: ";
    private static readonly string[] _viewTypes = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"];

    public static TableDefinition Read(JsonElement input)
    {
        // Tags, encryption and the table class change nothing that any supported operation answers.
        var request = new RequestReader(
            "CreateTable", input, "TableName", "AttributeDefinitions", "KeySchema", "BillingMode", "ProvisionedThroughput", "StreamSpecification",
            "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "DeletionProtectionEnabled", "Tags", "SSESpecification", "TableClass");
        var name = TableNames.Valid(request.RequiredText("TableName"));
        if (request.Flag("DeletionProtectionEnabled")) throw AwsServiceException.Validation("LocalAws does not support DeletionProtectionEnabled");

        var attributes = ReadAttributes(request);
        var key = ReadKey(request, attributes);
        List<IndexDefinition> indexes =
        [
            .. ReadIndexes(request, "LocalSecondaryIndexes", MaxLocalIndexes).Select(index => ReadIndex(index, attributes, isGlobal: false)),
            .. ReadIndexes(request, "GlobalSecondaryIndexes", MaxGlobalIndexes).Select(index => ReadIndex(index, attributes, isGlobal: true)),
        ];
        RequireConsistent(key, attributes, indexes);
        return new TableDefinition(name, key)
        {
            Attributes = attributes,
            Indexes = indexes,
            StreamViewType = ReadViewType(request),
            Throughput = ReadThroughput(request),
        };
    }

    private static List<AttributeDefinition> ReadAttributes(RequestReader request)
    {
        request.Required("AttributeDefinitions");
        var attributes = request.Elements("AttributeDefinitions")
            .Select(json => new RequestReader("AttributeDefinitions", json, "AttributeName", "AttributeType"))
            .Select(attribute => new AttributeDefinition(AttributeNames.ValidInKey(attribute.RequiredText("AttributeName")), attribute.Choice("AttributeType", "", "B", "N", "S")))
            .ToList();
        if (attributes.DistinctBy(attribute => attribute.Name).Count() < attributes.Count)
            throw AwsServiceException.Validation(Invalid + "Cannot define the same attribute more than once.");
        return attributes;
    }

    private static KeySchema ReadKey(RequestReader request, List<AttributeDefinition> attributes)
    {
        request.Required("KeySchema");
        var elements = request.Elements("KeySchema")
            .Select(json => new RequestReader("KeySchema", json, "AttributeName", "KeyType"))
            .Select(element => (Name: AttributeNames.ValidInKey(element.RequiredText("AttributeName")), Role: element.Choice("KeyType", "", "HASH", "RANGE")))
            .ToList();
        if (elements.Count is 0 or > 2)
            throw RequestReader.Constraint("'[]'", "KeySchema", "Member must have length greater than or equal to 1 and less than or equal to 2");
        if (elements[0].Role != "HASH")
            throw AwsServiceException.Validation(Invalid + "The first AttributeDefinition is not a HASH key type");
        if (elements.Count == 2 && elements[1].Role != "RANGE")
            throw AwsServiceException.Validation(Invalid + "The second AttributeDefinition is not a RANGE key type");
        if (elements.Count == 2 && elements[0].Name == elements[1].Name)
            throw AwsServiceException.Validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        return new KeySchema(Attribute(elements[0].Name), elements.Count == 2 ? Attribute(elements[1].Name) : null);

        AttributeDefinition Attribute(string name) =>
            attributes.Find(attribute => attribute.Name == name)
            ?? throw AwsServiceException.Validation(
                $"{Invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [{string.Join(", ", elements.Select(element => element.Name))}], AttributeDefinitions: [{string.Join(", ", attributes.Select(attribute => attribute.Name))}]");
    }

    private static List<JsonElement> ReadIndexes(RequestReader request, string member, int maximum)
    {
        if (request.Find(member) is null) return [];
        var indexes = request.Elements(member).ToList();
        if (indexes.Count == 0) throw AwsServiceException.Validation($"{Invalid}List of {member} is empty");
        return indexes.Count <= maximum
            ? indexes
            : throw AwsServiceException.Validation($"{Invalid}Number of {member} exceeds per-table limit of {maximum}");
    }

    private static IndexDefinition ReadIndex(JsonElement json, List<AttributeDefinition> attributes, bool isGlobal)
    {
        var index = new RequestReader("an index", json, isGlobal
            ? ["IndexName", "KeySchema", "Projection", "ProvisionedThroughput"]
            : ["IndexName", "KeySchema", "Projection"]);
        var projection = new RequestReader("Projection", index.Required("Projection"), "ProjectionType", "NonKeyAttributes");
        var name = TableNames.ValidIndex(index.RequiredText("IndexName"));
        var key = ReadKey(index, attributes);
        var type = projection.Choice("ProjectionType", "ALL", "ALL", "INCLUDE", "KEYS_ONLY");
        return new IndexDefinition(name, key, isGlobal, type)
        {
            NonKeyAttributes = ReadProjected(projection, type),
            Throughput = isGlobal && index.Find("ProvisionedThroughput") is { } units ? ReadUnits(units) : null,
        };
    }

    private static List<string> ReadProjected(RequestReader projection, string type)
    {
        var names = projection.Elements("NonKeyAttributes").Select(RequestReader.Text).Select(AttributeNames.ValidInKey).ToList();
        if (type == "INCLUDE" && names.Count == 0)
            throw AwsServiceException.Validation($"{Invalid}ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        if (type != "INCLUDE" && names.Count > 0)
            throw AwsServiceException.Validation($"{Invalid}ProjectionType is {type}, but NonKeyAttributes is specified");
        return names.Distinct().Count() == names.Count
            ? names
            : throw AwsServiceException.Validation($"{Invalid}NonKeyAttributes contains duplicates");
    }

    /// <summary>Which images a stream is to carry; null where it is to be off.</summary>
    public static string? ReadViewType(RequestReader request)
    {
        if (request.Find("StreamSpecification") is not { } json) return null;
        var stream = new RequestReader("StreamSpecification", json, "StreamEnabled", "StreamViewType");
        if (stream.Flag("StreamEnabled")) return stream.Choice("StreamViewType", "", _viewTypes);
        return stream.Find("StreamViewType") is null
            ? null
            : throw AwsServiceException.Validation(Invalid + "StreamViewType cannot be specified when StreamEnabled is false");
    }

    private static ThroughputDefinition ReadThroughput(RequestReader request)
    {
        var mode = request.Choice("BillingMode", "PROVISIONED", "PROVISIONED", "PAY_PER_REQUEST");
        var units = request.Find("ProvisionedThroughput");
        if (mode == "PROVISIONED")
        {
            return ReadUnits(units
                ?? throw AwsServiceException.Validation(Invalid + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"));
        }

        return units is null
            ? new ThroughputDefinition(0, 0)
            : throw AwsServiceException.Validation(
                Invalid + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
    }

    private static ThroughputDefinition ReadUnits(JsonElement json)
    {
        var units = new RequestReader("ProvisionedThroughput", json, "ReadCapacityUnits", "WriteCapacityUnits");
        units.Required("ReadCapacityUnits");
        units.Required("WriteCapacityUnits");
        return new ThroughputDefinition(
            units.Integer("ReadCapacityUnits", 1, int.MaxValue)!.Value, units.Integer("WriteCapacityUnits", 1, int.MaxValue)!.Value);
    }

    private static void RequireConsistent(KeySchema key, List<AttributeDefinition> attributes, List<IndexDefinition> indexes)
    {
        var used = indexes.SelectMany(index => index.Key.Attributes).Concat(key.Attributes).Distinct().Count();
        if (used != attributes.Count)
        {
            throw AwsServiceException.Validation(
                Invalid + "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions");
        }

        if (indexes.Sum(index => index.NonKeyAttributes.Count) > MaxProjected)
            throw AwsServiceException.Validation($"{Invalid}Number of projected attributes in all indexes exceeds the limit of {MaxProjected}");
        if (indexes.GroupBy(index => index.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw AwsServiceException.Validation($"{Invalid}Duplicate index name: {twice.Key}");
        foreach (var index in indexes.Where(index => !index.IsGlobal))
        {
            if (index.Key.Partition != key.Partition)
            {
                throw AwsServiceException.Validation(
                    $"{Invalid}Index KeySchema does not have the same leading hash key as table KeySchema for index: {index.Name}. index hash key: {index.Key.Partition.Name}, table hash key: {key.Partition.Name}");
            }

            if (key.Sort is null || index.Key.Sort is null)
                throw AwsServiceException.Validation($"{Invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
        }
    }
}
