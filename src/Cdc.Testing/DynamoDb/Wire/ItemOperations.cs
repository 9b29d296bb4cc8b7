using System.Text.Json;
using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operations on one item.</summary>
internal sealed class ItemOperations(DynamoDbState state)
{
    private static readonly string[] _writeMembers =
    [
        "TableName", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValues",
        "ReturnValuesOnConditionCheckFailure", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics",
    ];

    public void Get(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader(
            "GetItem", input, "TableName", "Key", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames", "ReturnConsumedCapacity");
        var expressions = new RequestExpressions(request);
        var projection = expressions.Projection();
        expressions.RequireAllUsed();
        var key = request.RequiredItem("Key");
        var wantsCapacity = Capacity.IsWanted(request);
        var table = state.Table(request);
        var item = table.Get(table.Definition.Key.PositionOfKey(key));
        if (item is not null)
        {
            output.WritePropertyName("Item");
            AttributeValueJson.WriteItem(output, projection?.Project(item) ?? item);
        }

        if (wantsCapacity) Capacity.Write(output, table.Definition.Name, Capacity.OfRead(item?.ContentSize ?? 0, request.Flag("ConsistentRead")));
    }

    public void Put(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("PutItem", input, [.. _writeMembers, "Item"]);
        var returns = request.Choice("ReturnValues", "NONE", "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
        RequireNoneOrOld(returns);
        var condition = ReadCondition(request);
        var item = request.RequiredItem("Item");
        Write(request, output, table => table.ToPut(item, condition), result => returns == "ALL_OLD" ? result.Old : null);
    }

    public void Delete(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("DeleteItem", input, [.. _writeMembers, "Key"]);
        var returns = request.Choice("ReturnValues", "NONE", "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
        RequireNoneOrOld(returns);
        var condition = ReadCondition(request);
        var key = request.RequiredItem("Key");
        Write(request, output, table => table.ToDelete(key, condition), result => returns == "ALL_OLD" ? result.Old : null);
    }

    public void Update(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("UpdateItem", input, [.. _writeMembers, "Key", "UpdateExpression"]);
        var returns = request.Choice("ReturnValues", "NONE", "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
        var expressions = new RequestExpressions(request, "UpdateExpression", "ConditionExpression");
        var update = expressions.Update();
        var condition = expressions.Condition("ConditionExpression");
        expressions.RequireAllUsed();
        var key = request.RequiredItem("Key");
        Write(
            request,
            output,
            table => table.ToUpdate(key, RequireNoKey(table, update), condition),
            result => returns switch
            {
                "ALL_OLD" => result.Old,
                "ALL_NEW" => result.New,
                "UPDATED_OLD" => Touched(update, result.Old),
                "UPDATED_NEW" => Touched(update, result.New),
                _ => null,
            });
    }

    private static MapValue? Touched(UpdateExpression? update, MapValue? item) =>
        item is not null && update?.Touched.Project(item) is { Members.Count: > 0 } touched ? touched : null;

    public static UpdateExpression? RequireNoKey(Table table, UpdateExpression? update)
    {
        if (update?.Roots.FirstOrDefault(table.Definition.Key.Contains) is not { } attribute) return update;
        throw AwsServiceException.Validation(
            $"One or more parameter values were invalid: Cannot update attribute {attribute}. This attribute is part of the key");
    }

    private static void RequireNoneOrOld(string returns)
    {
        if (returns is not ("NONE" or "ALL_OLD")) throw AwsServiceException.Validation("Return values set to invalid value");
    }

    private static Condition? ReadCondition(RequestReader request)
    {
        var expressions = new RequestExpressions(request, "ConditionExpression");
        var condition = expressions.Condition("ConditionExpression");
        expressions.RequireAllUsed();
        return condition;
    }

    private void Write(
        RequestReader request, Utf8JsonWriter output, Func<Table, TableWrite> write, Func<WriteResult, MapValue?> returned)
    {
        var wantsCapacity = Capacity.IsWanted(request);
        var returnsFailed = request.Choice("ReturnValuesOnConditionCheckFailure", "NONE", "ALL_OLD", "NONE") == "ALL_OLD";
        RequireNoMetrics(request);
        var table = state.Table(request);
        var result = table.Write(write(table));
        if (result.ConditionFailed) throw ConditionFailed(returnsFailed ? result.Old : null);
        if (returned(result) is { } attributes)
        {
            output.WritePropertyName("Attributes");
            AttributeValueJson.WriteItem(output, attributes);
        }

        if (!wantsCapacity) return;
        var bytes = Math.Max(result.Old?.ContentSize ?? 0, result.New?.ContentSize ?? 0);
        Capacity.Write(output, table.Definition.Name, Capacity.OfWrite(bytes));
    }

    /// <summary>Item collections exist only beside local secondary indexes; their metrics are not kept.</summary>
    public static void RequireNoMetrics(RequestReader request)
    {
        if (request.Choice("ReturnItemCollectionMetrics", "NONE", "SIZE", "NONE") == "SIZE")
            throw AwsServiceException.Validation("LocalAws does not support ReturnItemCollectionMetrics SIZE");
    }

    private static AwsServiceException ConditionFailed(MapValue? item) =>
        new("ConditionalCheckFailedException", "The conditional request failed")
        {
            WriteMembers = item is null ? null : output =>
            {
                output.WritePropertyName("Item");
                AttributeValueJson.WriteItem(output, item);
            },
        };
}
