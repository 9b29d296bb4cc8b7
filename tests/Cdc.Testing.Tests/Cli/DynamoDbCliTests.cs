using System.Text.Json;

namespace Cdc.Testing.Tests.Cli;

public sealed class DynamoDbCliTests : AwsCliTest
{
    private const string Names = """{"#s":"status"}""";

    [AwsCliFact]
    public async Task DynamoDb_TableAndItems_WorkFromTheCommandLine()
    {
        var created = await AskAsync(
            "dynamodb", "create-table", "--table-name", "Orders", "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=orderId,AttributeType=S", "--key-schema", "AttributeName=orderId,KeyType=HASH",
            "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
        Text(created.GetProperty("TableDescription"), "LatestStreamArn").Should().StartWith("arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/");

        await DoAsync("dynamodb", "wait", "table-exists", "--table-name", "Orders");
        await DoAsync("dynamodb", "put-item", "--table-name", "Orders", "--item", """{"orderId":{"S":"o-1"},"total":{"N":"12.50"},"status":{"S":"open"}}""");
        var updated = await AskAsync(
            "dynamodb", "update-item", "--table-name", "Orders", "--key", """{"orderId":{"S":"o-1"}}""", "--update-expression", "SET #s = :s",
            "--expression-attribute-names", Names, "--expression-attribute-values", """{":s":{"S":"paid"}}""", "--return-values", "UPDATED_NEW");
        updated.GetProperty("Attributes").GetRawText().Should().Contain("paid");

        await DoAsync(
            "dynamodb", "transact-write-items", "--transact-items",
            """[{"Put":{"TableName":"Orders","Item":{"orderId":{"S":"o-2"}}}},{"Delete":{"TableName":"Orders","Key":{"orderId":{"S":"o-3"}}}}]""");
        var queried = await AskAsync(
            "dynamodb", "query", "--table-name", "Orders", "--key-condition-expression", "orderId = :id", "--expression-attribute-values", """{":id":{"S":"o-1"}}""");
        Text(queried.GetProperty("Items")[0].GetProperty("status"), "S").Should().Be("paid");

        // The command goes through the pages by itself.
        var scanned = await AskAsync("dynamodb", "scan", "--table-name", "Orders", "--page-size", "1");
        scanned.GetProperty("Items").EnumerateArray().Select(item => Text(item.GetProperty("orderId"), "S")).Should().BeEquivalentTo("o-1", "o-2");

        var timeToLive = await AskAsync("dynamodb", "update-time-to-live", "--table-name", "Orders", "--time-to-live-specification", "Enabled=true,AttributeName=expires");
        Text(timeToLive.GetProperty("TimeToLiveSpecification"), "AttributeName").Should().Be("expires");
        var described = await AskAsync("dynamodb", "describe-table", "--table-name", "Orders");
        described.GetProperty("Table").GetProperty("ItemCount").ValueKind.Should().Be(JsonValueKind.Number);
        await AskAsync("dynamodb", "delete-table", "--table-name", "Orders");

        // Only a refusal carries the code of an error, and the command prints it.
        (await FailAsync("dynamodb", "describe-table", "--table-name", "Orders")).Should().Contain("(ResourceNotFoundException)");
    }

    [AwsCliFact]
    public async Task DynamoDbStreams_Changes_AreReadFromTheCommandLine()
    {
        using (var client = Aws.CreateDynamoDbClient())
        {
            await OrdersTable.CreateAsync(client);
            await client.PutItemAsync("Orders", OrdersTable.Key("1"));
            await client.DeleteItemAsync("Orders", OrdersTable.Key("1"));
        }

        var listed = await AskAsync("dynamodbstreams", "list-streams", "--table-name", "Orders");
        var stream = Text(listed.GetProperty("Streams")[0], "StreamArn");
        var described = await AskAsync("dynamodbstreams", "describe-stream", "--stream-arn", stream);
        List<string> names = [];
        foreach (var shard in described.GetProperty("StreamDescription").GetProperty("Shards").EnumerateArray())
        {
            var iterator = await AskAsync(
                "dynamodbstreams", "get-shard-iterator", "--stream-arn", stream, "--shard-id", Text(shard, "ShardId"), "--shard-iterator-type", "TRIM_HORIZON");
            var records = await AskAsync("dynamodbstreams", "get-records", "--shard-iterator", Text(iterator, "ShardIterator"));
            names.AddRange(records.GetProperty("Records").EnumerateArray().Select(record => Text(record, "eventName")));
        }

        names.Should().Equal("INSERT", "REMOVE");
    }
}
