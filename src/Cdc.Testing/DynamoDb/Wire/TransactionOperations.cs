using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operation on several items that succeeds for all of them or for none.</summary>
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
            var digest = token is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(request.Required("TransactItems").GetRawText())));
            var isRepeated = token is not null && _tokens.IsRepeated(token, digest, now);
            var results = isRepeated ? [] : Apply(actions);
            if (token is not null && !isRepeated) _tokens.Add(token, digest, now);
            if (wantsCapacity) Capacity.WriteAll(output, CostsOf(actions, results));
        }
    }

    private List<TransactionAction> ReadActions(RequestReader request)
    {
        request.Required("TransactItems");
        var items = request.Elements("TransactItems").ToList();
        if (items.Count == 0) throw RequestReader.Constraint("'[]'", "TransactItems", "Member must have length greater than or equal to 1");
        if (items.Count > MaxItems)
            throw RequestReader.Constraint($"'[{items.Count} items]'", "TransactItems", $"Member must have length less than or equal to {MaxItems}");
        var actions = items.ConvertAll(ReadAction);
        var seen = new HashSet<(string Table, ItemPosition Position)>();
        return actions.All(action => seen.Add((action.Write.Table.Definition.Name, action.Write.Position)))
            ? actions
            : throw AwsServiceException.Validation("Transaction request cannot include multiple operations on one item");
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
        var tables = actions.Select(action => action.Write.Table).Distinct().ToList();
        foreach (var table in tables) table.Gate.Enter();
        try
        {
            var outcomes = actions.Select(action => CancellationReason.Evaluate(action.Write, action.ReturnsItem)).ToList();
            if (outcomes.Exists(outcome => outcome.Reason is not null))
                throw CancellationReason.Cancelled([.. outcomes.Select(outcome => outcome.Reason)]);
            var results = outcomes.ConvertAll(outcome => outcome.Result!);
            if (results.Sum(SizeOf) > MaxBytes)
                throw AwsServiceException.Validation("The aggregate size of the items in the transaction is above 4 MB");
            foreach (var (action, result) in actions.Zip(results)) action.Write.Table.Store(action.Write.Position, result);
            return results;
        }
        finally
        {
            tables.ForEach(table => table.Gate.Exit());
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

    private sealed record TransactionAction(TableWrite Write, bool ReturnsItem);
}
