using System.Text.Json;
using Cdc.Testing.DynamoDb.Wire;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>DynamoDB's operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbService(DynamoDbState state) : IJsonService
{
    private readonly TableOperations _tables = new(state);
    private readonly ItemOperations _items = new(state);
    private readonly BatchOperations _batches = new(state);
    private readonly TransactionOperations _transactions = new(state);
    private readonly PageOperations _pages = new(state);

    public string TargetPrefix => "DynamoDB_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        Action<JsonElement, Utf8JsonWriter> operation = call.Operation switch
        {
            "PutItem" => _items.Put,
            "GetItem" => _items.Get,
            "UpdateItem" => _items.Update,
            "DeleteItem" => _items.Delete,
            "Query" => _pages.Query,
            "Scan" => _pages.Scan,
            "BatchGetItem" => _batches.Get,
            "BatchWriteItem" => _batches.Write,
            "TransactWriteItems" => _transactions.Write,
            "CreateTable" => _tables.Create,
            "DescribeTable" => _tables.Describe,
            "ListTables" => _tables.List,
            "UpdateTable" => _tables.Update,
            "DeleteTable" => _tables.Delete,
            "UpdateTimeToLive" => _tables.UpdateTimeToLive,
            "DescribeTimeToLive" => _tables.DescribeTimeToLive,
            _ => throw AwsCall.Unsupported("DynamoDB", call.Operation),
        };
        operation(input, output);
        return ValueTask.CompletedTask;
    }
}
