using System.Text.Json;
using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Faults;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operations on several items, each of which succeeds or fails on its own.</summary>
internal sealed class BatchOperations(DynamoDbState state)
{
    private const int MaxKeysRead = 100;
    private const int MaxItemsWritten = 25;
    private const int MaxBytesRead = 16 * 1024 * 1024;

    public void Get(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("BatchGetItem", input, "RequestItems", "ReturnConsumedCapacity");
        var wantsCapacity = Capacity.IsWanted(request);
        request.Required("RequestItems");
        var reads = request.Members("RequestItems").Select(ReadKeys).ToList();
        if (reads.Sum(read => read.Keys.Count) > MaxKeysRead)
            throw AwsServiceException.Validation("Too many items requested for the BatchGetItem call");
        RequireAny(reads.Count);

        var (failing, count) = (Failing("BatchGetItem", reads.Sum(read => read.Keys.Count)), 0);
        var bytes = 0L;
        var costs = new List<KeyValuePair<string, double>>();
        var unprocessed = new List<(KeysToRead Read, List<MapValue> Keys)>();
        output.WriteStartObject("Responses");
        foreach (var read in reads)
        {
            var cost = 0.0;
            var left = new List<MapValue>();
            output.WriteStartArray(read.TableName);
            foreach (var (position, key) in read.Keys)
            {
                var item = read.Table.Get(position);
                bytes += item?.ContentSize ?? 0;
                if (failing?[count++] == true || bytes > MaxBytesRead)
                {
                    left.Add(key);
                    continue;
                }

                cost += Capacity.OfRead(item?.ContentSize ?? 0, read.Consistent);
                if (item is not null) AttributeValueJson.WriteItem(output, read.Projection?.Project(item) ?? item);
            }

            output.WriteEndArray();
            costs.Add(new(read.Table.Definition.Name, cost));
            if (left.Count > 0) unprocessed.Add((read, left));
        }

        output.WriteEndObject();
        WriteUnprocessed(output, unprocessed);
        if (wantsCapacity) Capacity.WriteAll(output, costs);
    }

    public void Write(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader(
            "BatchWriteItem", input, "RequestItems", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics");
        var wantsCapacity = Capacity.IsWanted(request);
        ItemOperations.RequireNoMetrics(request);
        request.Required("RequestItems");
        var writes = request.Members("RequestItems").SelectMany(ReadWrites).ToList();
        if (writes.Count > MaxItemsWritten) throw AwsServiceException.Validation("Too many items requested for the BatchWriteItem call");
        RequireAny(writes.Count);
        RequireDistinct(writes.Select(write => (write.Table.Definition.Name, write.Position)));

        var failing = Failing("BatchWriteItem", writes.Count);
        var costs = new Dictionary<string, double>();
        foreach (var write in writes.Where((_, index) => failing?[index] != true))
        {
            var result = write.Table.Write(write.IsPut ? write.Table.ToPut(write.Item) : write.Table.ToDelete(write.Item));
            var name = write.Table.Definition.Name;
            costs[name] = costs.GetValueOrDefault(name)
                + Capacity.OfWrite(Math.Max(result.Old?.ContentSize ?? 0, result.New?.ContentSize ?? 0));
        }

        output.WriteStartObject("UnprocessedItems");
        foreach (var table in writes.Where((_, index) => failing?[index] == true).GroupBy(write => write.TableName))
        {
            output.WriteStartArray(table.Key);
            foreach (var write in table) write.Json.WriteTo(output);
            output.WriteEndArray();
        }

        output.WriteEndObject();
        if (wantsCapacity) Capacity.WriteAll(output, costs);
    }

    /// <summary>The requests that a fault leaves unprocessed.</summary>
    /// <exception cref="AwsServiceException">They are all there are.</exception>
    private bool[]? Failing(string operation, int count)
    {
        var failing = state.Faults.StrikeInside(AwsService.DynamoDb, operation, AwsFaultKind.PartialFailure)?.Pick(count);
        return failing?.All(fails => fails) == true ? throw CallFaults.ThroughputExceeded() : failing;
    }

    private static void RequireAny(int count)
    {
        if (count == 0)
            throw RequestReader.Constraint("'{}'", "RequestItems", "Member must have length greater than or equal to 1");
    }

    private static void RequireDistinct<TKey>(IEnumerable<TKey> keys)
    {
        var seen = new HashSet<TKey>();
        if (!keys.All(seen.Add)) throw AwsServiceException.Validation("Provided list of item keys contains duplicates");
    }

    private static void WriteUnprocessed(Utf8JsonWriter output, List<(KeysToRead Read, List<MapValue> Keys)> unprocessed)
    {
        output.WriteStartObject("UnprocessedKeys");
        foreach (var (read, keys) in unprocessed)
        {
            output.WriteStartObject(read.TableName);
            output.WriteStartArray("Keys");
            foreach (var key in keys) AttributeValueJson.WriteItem(output, key);
            output.WriteEndArray();
            foreach (var member in read.Json.EnumerateObject().Where(member => member.Name != "Keys")) member.WriteTo(output);
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }

    private KeysToRead ReadKeys(JsonProperty member)
    {
        var request = new RequestReader(
            "BatchGetItem", member.Value, "Keys", "ProjectionExpression", "ExpressionAttributeNames", "ConsistentRead");
        var expressions = new RequestExpressions(request);
        var projection = expressions.Projection();
        expressions.RequireAllUsed();
        var table = state.Table(member.Name);
        request.Required("Keys");
        var keys = request.Elements("Keys")
            .Select(AttributeValueJson.ReadItem)
            .Select(key => (Position: table.Definition.Key.PositionOfKey(key), Key: key))
            .ToList();
        RequireAny(keys.Count);
        RequireDistinct(keys.Select(key => key.Position));
        return new KeysToRead(member.Name, table, keys, projection, request.Flag("ConsistentRead"), member.Value);
    }

    private IEnumerable<ItemToWrite> ReadWrites(JsonProperty member)
    {
        var requests = RequestReader.Elements(member.Value).ToList();
        if (requests.Count == 0)
        {
            throw RequestReader.Constraint(
                $"'{{{member.Name}=[]}}'", "RequestItems", "Map value must satisfy constraint: [Member must have length greater than or equal to 1]");
        }

        var table = state.Table(member.Name);
        foreach (var json in requests)
        {
            var request = new RequestReader("BatchWriteItem", json, "PutRequest", "DeleteRequest");
            var (put, delete) = (request.Find("PutRequest"), request.Find("DeleteRequest"));
            if (put is null == delete is null)
            {
                throw AwsServiceException.Validation(
                    "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest");
            }

            if (put is not null)
            {
                var item = new RequestReader("PutRequest", put.Value, "Item").RequiredItem("Item");
                yield return new ItemToWrite(member.Name, table, table.PositionOf(item), item, IsPut: true, json);
            }
            else
            {
                var key = new RequestReader("DeleteRequest", delete!.Value, "Key").RequiredItem("Key");
                yield return new ItemToWrite(member.Name, table, table.Definition.Key.PositionOfKey(key), key, IsPut: false, json);
            }
        }
    }

    private sealed record KeysToRead(
        string TableName,
        Table Table,
        IReadOnlyList<(ItemPosition Position, MapValue Key)> Keys,
        PathTree? Projection,
        bool Consistent,
        JsonElement Json);

    private sealed record ItemToWrite(string TableName, Table Table, ItemPosition Position, MapValue Item, bool IsPut, JsonElement Json);
}
