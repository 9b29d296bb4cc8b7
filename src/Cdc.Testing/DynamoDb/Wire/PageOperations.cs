using System.Text.Json;
using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Query and Scan.</summary>
internal sealed class PageOperations(DynamoDbState state)
{
    private const int MaxSegments = 1_000_000;

    private static readonly string[] _sharedMembers =
    [
        "TableName", "IndexName", "FilterExpression", "ProjectionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues",
        "ConsistentRead", "ExclusiveStartKey", "Limit", "ReturnConsumedCapacity", "Select",
    ];

    public void Query(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("Query", input, [.. _sharedMembers, "KeyConditionExpression", "ScanIndexForward"]);
        var expressions = new RequestExpressions(request, "FilterExpression", "KeyConditionExpression");
        var table = state.Table(request);
        var index = FindIndex(request, table);
        var key = index?.Key ?? table.Definition.Key;
        var range = expressions.KeyCondition(key);
        var filter = expressions.Filter(table.Definition.Key, index);
        var projection = expressions.Projection(table.Definition.Key, index);
        expressions.RequireAllUsed();

        var page = new PageRequest(range.From, range.To) { Forward = request.Find("ScanIndexForward") is null || request.Flag("ScanIndexForward") };
        if (ReadStart(request, table, index) is { } start)
        {
            if (start.Hash != range.From.Hash || start.CompareTo(range.From) < 0 || start.CompareTo(range.To) > 0)
            {
                throw AwsServiceException.Validation(
                    "The provided starting key is outside query boundaries based on provided conditions");
            }

            page = page.Forward ? page with { From = start with { Edge = 1 } } : page with { To = start with { Edge = -1 } };
        }

        Answer(request, output, table, projection, page with { Index = index, Filter = filter });
    }

    public void Scan(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("Scan", input, [.. _sharedMembers, "Segment", "TotalSegments"]);
        var expressions = new RequestExpressions(request, "FilterExpression");
        var table = state.Table(request);
        var index = FindIndex(request, table);
        var filter = expressions.Condition("FilterExpression");
        var projection = expressions.Projection(table.Definition.Key, index);
        expressions.RequireAllUsed();
        var (segment, segments) = ReadSegment(request);

        var (from, to) = ItemPosition.Part(segment, segments);
        if (ReadStart(request, table, index) is { } start)
        {
            if (ItemPosition.PartOf(start.Hash, segments) != segment)
                throw AwsServiceException.Validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment.");
            from = start with { Edge = 1 };
        }

        Answer(request, output, table, projection, new PageRequest(from, to) { Index = index, Filter = filter });
    }

    private static void Answer(RequestReader request, Utf8JsonWriter output, Table table, PathTree? projection, PageRequest page)
    {
        var consistent = request.Flag("ConsistentRead");
        if (consistent && page.Index is { IsGlobal: true })
            throw AwsServiceException.Validation("Consistent reads are not supported on global secondary indexes");
        var select = ReadSelect(request, page.Index);
        var wantsCapacity = Capacity.IsWanted(request);
        var result = table.Read(page with
        {
            Limit = request.Integer("Limit", 1, int.MaxValue) ?? int.MaxValue,
            FetchesFromTable = page.Index is { IsGlobal: false } && (select == "ALL_ATTRIBUTES" || projection is not null),
        });

        if (select != "COUNT")
        {
            output.WriteStartArray("Items");
            foreach (var item in result.Items) AttributeValueJson.WriteItem(output, projection?.Project(item) ?? item);
            output.WriteEndArray();
        }

        output.WriteNumber("Count", result.Items.Count);
        output.WriteNumber("ScannedCount", result.ScannedCount);
        if (result.LastKey is { } lastKey)
        {
            output.WritePropertyName("LastEvaluatedKey");
            AttributeValueJson.WriteItem(output, lastKey);
        }

        if (wantsCapacity) Capacity.Write(output, table.Definition.Name, Capacity.OfRead(result.Bytes, consistent));
    }

    private static IndexDefinition? FindIndex(RequestReader request, Table table)
    {
        if (request.Text("IndexName") is not { } name) return null;
        return table.Definition.Indexes.FirstOrDefault(index => index.Name == name)
            ?? throw AwsServiceException.Validation($"The table does not have the specified index: {name}");
    }

    private static string ReadSelect(RequestReader request, IndexDefinition? index)
    {
        var projects = request.Find("ProjectionExpression") is not null;
        var fallback = projects ? "SPECIFIC_ATTRIBUTES" : index is null ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
        var select = request.Choice("Select", fallback, "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES");
        if (projects && select != "SPECIFIC_ATTRIBUTES")
        {
            throw AwsServiceException.Validation(select == "COUNT"
                ? "Cannot specify the ProjectionExpression when choosing to get only the Count"
                : $"Cannot specify the ProjectionExpression when choosing to get {select}");
        }

        if (!projects && select == "SPECIFIC_ATTRIBUTES")
            throw AwsServiceException.Validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
        if (index is null && select == "ALL_PROJECTED_ATTRIBUTES")
            throw AwsServiceException.Validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        if (select == "ALL_ATTRIBUTES" && index is { IsGlobal: true, ProjectionType: not "ALL" })
        {
            throw AwsServiceException.Validation(
                $"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index {index.Name} because its projection type is not ALL");
        }

        return select;
    }

    private static (int Segment, int Segments) ReadSegment(RequestReader request)
    {
        var segments = request.Integer("TotalSegments", 1, MaxSegments);
        var segment = request.Integer("Segment", 0, MaxSegments - 1);
        if (segment is null && segments is null) return (0, 1);
        if (segments is null)
            throw AwsServiceException.Validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
        if (segment is null)
            throw AwsServiceException.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
        if (segment >= segments)
        {
            throw AwsServiceException.Validation(
                $"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} is not less than TotalSegments: {segments}");
        }

        return (segment.Value, segments.Value);
    }

    /// <summary>The place of the item after which the page starts.</summary>
    private static ItemPosition? ReadStart(RequestReader request, Table table, IndexDefinition? index)
    {
        if (request.Item("ExclusiveStartKey") is not { } key) return null;
        var tableKey = table.Definition.Key;
        var expected = (index is null ? tableKey.Attributes : index.Key.Attributes.Concat(tableKey.Attributes)).Distinct().ToList();
        if (key.Members.Count != expected.Count || expected.Exists(attribute => key[attribute.Name]?.Type != attribute.Type))
            throw AwsServiceException.Validation("The provided starting key is invalid: The provided key element does not match the schema");
        var own = tableKey.PositionOfKey(tableKey.KeyOf(key));
        return index is null ? own : index.Key.PositionInIndex(index.Name, key, own);
    }
}
