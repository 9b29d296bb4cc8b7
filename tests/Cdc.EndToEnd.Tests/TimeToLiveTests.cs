using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests;

/// <summary>Items that DynamoDB removes by itself: no emulator but LocalAws does that on demand.</summary>
public sealed class TimeToLiveTests() : BackendTest(new InProcessBackend())
{
    [Fact]
    public async Task Item_WhoseTimeToLiveRanOut_ArrivesAsAnExpiredRemove()
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"));
        await chain.DynamoDb.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
        {
            TableName = table.Name,
            TimeToLiveSpecification = new() { Enabled = true, AttributeName = "expiresAt" },
        });
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeSeconds();
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds();
        await PutAsync(chain, table, "o-old", yesterday);
        await PutAsync(chain, table, "o-new", tomorrow);
        await PutAsync(chain, table, "o-deleted", tomorrow);

        Backend.Aws.ExpireItems().Should().Be(1);
        await table.DeleteAsync(new() { ["orderId"] = new("o-deleted") });

        var changes = await recording.WaitForAsync(5);
        changes.Where(change => change.Operation == ChangeOperation.Remove).Select(change => (change.Key, change.Expired))
            .Should().BeEquivalentTo([("o-old", true), ("o-deleted", false)]);
    }

    private static Task<PutItemResponse> PutAsync(Chain chain, Table table, string orderId, long expiresAt) => chain.DynamoDb.PutItemAsync(
        table.Name,
        new Dictionary<string, AttributeValue>
        {
            ["orderId"] = new(orderId),
            ["expiresAt"] = new() { N = expiresAt.ToString(CultureInfo.InvariantCulture) },
        });
}
