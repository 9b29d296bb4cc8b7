using System.Text.Json;
using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operations on several items that succeed for all of them or for none.</summary>
internal sealed class TransactionOperations(DynamoDbState state)
{
    private const int MaxItems = 100;
    private const int MaxBytes = 4 * 1024 * 1024;

    private static readonly string[] _sharedMembers =
        ["TableName", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues", "ReturnValuesOnConditionCheckFailure"];

    private readonly TransactionTokens _tokens = new();

    public void Write(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader(
            "TransactWriteItems", input, "TransactItems", "ClientRequestToken", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics");
        var wantsCapacity = Capacity.IsWanted(request);
        ItemOperations.RequireNoMetrics(request);
        var actions = ReadActions(request);
        var token = request.Text("ClientRequestToken");
        if (token is { Length: 0 or > 36 })
            throw RequestReader.Constraint($"'{token}'", "ClientRequestToken", "Member must have length less than or equal to 36");

        // One transaction at a time: so two of them never wait for each other's tables, nor for each other's token.
        lock (_tokens)
        {
            var now = state.Now;
            var digest = token is null ? "" : RequestDigest.Of(request.Required("TransactItems"));
            var isRepeated = token is not null && _tokens.IsRepeated(token, digest, now);
            var results = isRepeated ? [] : Apply(actions);
            if (token is not null && !isRepeated) _tokens.Add(token, digest, now);
            if (wantsCapacity) Capacity.WriteAll(output, CostsOf(actions, results), isRepeated ? Capacity.Read : Capacity.Written);
        }
    }

    public void Get(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("TransactGetItems", input, "TransactItems", "ReturnConsumedCapacity");
        var wantsCapacity = Capacity.IsWanted(request);
        var reads = ReadItems(request).ConvertAll(ReadGet);
        RequireDistinct(reads.Select(read => (read.Table, read.Position)));
        List<MapValue?> items;
        // Gates of several tables are entered by one transaction at a time.
        lock (_tokens) items = Held(reads.Select(read => read.Table), () => reads.ConvertAll(read => read.Table.Get(read.Position)));
        if (items.Sum(item => (long)(item?.ContentSize ?? 0)) > MaxBytes)
            throw AwsServiceException.Validation("The aggregate size of the items in the transaction is above 4 MB");

        output.WriteStartArray("Responses");
        foreach (var (read, item) in reads.Zip(items))
        {
            output.WriteStartObject();
            if (item is not null)
            {
                output.WritePropertyName("Item");
                AttributeValueJson.WriteItem(output, read.Projection?.Project(item) ?? item);
            }

            output.WriteEndObject();
        }

        output.WriteEndArray();
        if (!wantsCapacity) return;
        var costs = reads.Zip(items, (read, item) => (read.Table.Definition.Name, Units: 2 * Capacity.OfRead(item?.ContentSize ?? 0, consistent: true)));
        Capacity.WriteAll(output, costs.GroupBy(cost => cost.Name, cost => cost.Units).Select(table => KeyValuePair.Create(table.Key, table.Sum())), Capacity.Read);
    }

    private TransactionRead ReadGet(JsonElement json)
    {
        var get = new RequestReader("TransactItems", json, "Get").Required("Get");
        var request = new RequestReader("Get", get, "TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames");
        var expressions = new RequestExpressions(request);
        var projection = expressions.Projection();
        expressions.RequireAllUsed();
        var key = request.RequiredItem("Key");
        var table = state.Table(request);
        return new(table, table.Definition.Key.PositionOfKey(key), projection);
    }

    private static List<JsonElement> ReadItems(RequestReader request)
    {
        request.Required("TransactItems");
        var items = request.Elements("TransactItems").ToList();
        if (items.Count == 0) throw RequestReader.Constraint("'[]'", "TransactItems", "Member must have length greater than or equal to 1");
        return items.Count <= MaxItems
            ? items
            : throw RequestReader.Constraint($"'[{items.Count} items]'", "TransactItems", $"Member must have length less than or equal to {MaxItems}");
    }

    private static void RequireDistinct(IEnumerable<(Table Table, ItemPosition Position)> items)
    {
        var seen = new HashSet<(Table, ItemPosition)>();
        if (!items.All(seen.Add)) throw AwsServiceException.Validation("Transaction request cannot include multiple operations on one item");
    }

    private List<TransactionAction> ReadActions(RequestReader request)
    {
        var actions = ReadItems(request).ConvertAll(ReadAction);
        RequireDistinct(actions.Select(action => (action.Write.Table, action.Write.Position)));
        return actions;
    }

    private TransactionAction ReadAction(JsonElement json)
    {
        var kinds = new RequestReader("TransactItems", json, "ConditionCheck", "Delete", "Put", "Update");
        string[] named = [.. ((string[])["ConditionCheck", "Delete", "Put", "Update"]).Where(kind => kinds.Find(kind) is not null)];
        if (named is not [var kind])
        {
            throw AwsServiceException.Validation(
                "TransactItems can only contain one of Check, Put, Update or Delete");
        }

        string[] own = kind switch { "Put" => ["Item"], "Update" => ["Key", "UpdateExpression"], _ => ["Key"] };
        var request = new RequestReader(kind, kinds.Required(kind), [.. _sharedMembers, .. own]);
        if (kind == "Update") request.Required("UpdateExpression");
        if (kind == "ConditionCheck") request.Required("ConditionExpression");
        var expressions = kind == "Update"
            ? new RequestExpressions(request, "UpdateExpression", "ConditionExpression")
            : new RequestExpressions(request, "ConditionExpression");
        var update = kind == "Update" ? expressions.Update() : null;
        var condition = expressions.Condition("ConditionExpression");
        expressions.RequireAllUsed();
        var returnsItem = request.Choice("ReturnValuesOnConditionCheckFailure", "NONE", "ALL_OLD", "NONE") == "ALL_OLD";
        var table = state.Table(request);
        var write = kind switch
        {
            "Put" => table.ToPut(request.RequiredItem("Item"), condition),
            "Update" => table.ToUpdate(request.RequiredItem("Key"), ItemOperations.RequireNoKey(table, update), condition),
            "Delete" => table.ToDelete(request.RequiredItem("Key"), condition),
            _ => table.ToCheck(request.RequiredItem("Key"), condition),
        };
        return new(write, returnsItem);
    }

    /// <exception cref="AwsServiceException">The transaction was cancelled; nothing was written.</exception>
    private static List<WriteResult> Apply(List<TransactionAction> actions)
    {
        return Held(actions.Select(action => action.Write.Table), () =>
        {
            var outcomes = actions.Select(action => CancellationReason.Evaluate(action.Write, action.ReturnsItem)).ToList();
            if (outcomes.Exists(outcome => outcome.Reason is not null))
                throw CancellationReason.Cancelled([.. outcomes.Select(outcome => outcome.Reason)]);
            var results = outcomes.ConvertAll(outcome => outcome.Result!);
            if (results.Sum(SizeOf) > MaxBytes)
                throw AwsServiceException.Validation("The aggregate size of the items in the transaction is above 4 MB");
            foreach (var (action, result) in actions.Zip(results)) action.Write.Table.Store(action.Write.Position, result);
            return results;
        });
    }

    /// <summary>Does something while nobody else writes to the tables.</summary>
    private static T Held<T>(IEnumerable<Table> tables, Func<T> action)
    {
        var held = tables.Distinct().ToList();
        foreach (var table in held) table.Gate.Enter();
        try
        {
            return action();
        }
        finally
        {
            held.ForEach(table => table.Gate.Exit());
        }
    }

    private static long SizeOf(WriteResult result) => Math.Max(result.Old?.ContentSize ?? 0, result.New?.ContentSize ?? 0);

    /// <summary>A transaction writes every item twice; one that is only answered again reads them.</summary>
    private static IEnumerable<KeyValuePair<string, double>> CostsOf(List<TransactionAction> actions, List<WriteResult> results) => actions
        .Select((action, index) => (
            Table: action.Write.Table.Definition.Name,
            Units: 2 * (results.Count > 0 ? Capacity.OfWrite(SizeOf(results[index])) : Capacity.OfRead(0, consistent: true))))
        .GroupBy(cost => cost.Table)
        .Select(table => KeyValuePair.Create(table.Key, table.Sum(cost => cost.Units)));

    private sealed record TransactionRead(Table Table, ItemPosition Position, PathTree? Projection);

    private sealed record TransactionAction(TableWrite Write, bool ReturnsItem);
}
