using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>DynamoDB's operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbService(DynamoDbState state) : IJsonService
{
    private static readonly Dictionary<string, Action<DynamoDbService, JsonElement, Utf8JsonWriter>> _operations = new()
    {
        ["PutItem"] = (service, input, output) => service._items.Put(input, output),
        ["GetItem"] = (service, input, output) => service._items.Get(input, output),
        ["UpdateItem"] = (service, input, output) => service._items.Update(input, output),
        ["DeleteItem"] = (service, input, output) => service._items.Delete(input, output),
        ["Query"] = (service, input, output) => service._pages.Query(input, output),
        ["Scan"] = (service, input, output) => service._pages.Scan(input, output),
        ["BatchGetItem"] = (service, input, output) => service._batches.Get(input, output),
        ["BatchWriteItem"] = (service, input, output) => service._batches.Write(input, output),
        ["TransactWriteItems"] = (service, input, output) => service._transactions.Write(input, output),
        ["TransactGetItems"] = (service, input, output) => service._transactions.Get(input, output),
        ["CreateTable"] = (service, input, output) => service._tables.Create(input, output),
        ["DescribeTable"] = (service, input, output) => service._tables.Describe(input, output),
        ["ListTables"] = (service, input, output) => service._tables.List(input, output),
        ["UpdateTable"] = (service, input, output) => service._tables.Update(input, output),
        ["DeleteTable"] = (service, input, output) => service._tables.Delete(input, output),
        ["UpdateTimeToLive"] = (service, input, output) => service._tables.UpdateTimeToLive(input, output),
        ["DescribeTimeToLive"] = (service, input, output) => service._tables.DescribeTimeToLive(input, output),
    };

    private readonly TableOperations _tables = new(state);
    private readonly ItemOperations _items = new(state);
    private readonly BatchOperations _batches = new(state);
    private readonly TransactionOperations _transactions = new(state);
    private readonly PageOperations _pages = new(state);

    /// <summary>The names of the operations that there are.</summary>
    public static IReadOnlyCollection<string> Operations => _operations.Keys;

    public string TargetPrefix => "DynamoDB_20120810";

    public int MaxRequestBytes => 16 * 1024 * 1024;

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        if (!_operations.TryGetValue(call.Operation, out var operation)) throw AwsCall.Unsupported("DynamoDB", call.Operation);
        operation(this, input, output);
        return ValueTask.CompletedTask;
    }
}
