using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests.DynamoDb;

/// <summary>What came before expressions LocalAws does not know, and does not ignore.</summary>
public sealed class LegacyMemberTests() : DynamoDbTestBase(new InProcessBackend())
{
    [Fact]
    public async Task Requests_WithLegacyMembers_AreRefused()
    {
        await CreateTableAsync();
        Condition isOne = new() { ComparisonOperator = ComparisonOperator.EQ, AttributeValueList = [S("1")] };

        await ShouldNotBeSupportedAsync("Expected", "PutItem", () => Client.PutItemAsync(
            new PutItemRequest(Orders, Item("1")) { Expected = new() { ["pk"] = new(false) } }));
        await ShouldNotBeSupportedAsync("AttributeUpdates", "UpdateItem", () => Client.UpdateItemAsync(
            Orders, Item("1"), new Dictionary<string, AttributeValueUpdate> { ["a"] = new(S("x"), AttributeAction.PUT) }));
        await ShouldNotBeSupportedAsync("AttributesToGet", "GetItem", () => Client.GetItemAsync(
            new GetItemRequest(Orders, Item("1")) { AttributesToGet = ["a"] }));
        await ShouldNotBeSupportedAsync("KeyConditions", "Query", () => Client.QueryAsync(
            new QueryRequest(Orders) { KeyConditions = new() { ["pk"] = isOne } }));
        await ShouldNotBeSupportedAsync("ScanFilter", "Scan", () => Client.ScanAsync(
            new ScanRequest(Orders) { ScanFilter = new() { ["pk"] = isOne } }));
    }

    private Task ShouldNotBeSupportedAsync(string member, string operation, Func<Task> call) =>
        ShouldBeInvalidAsync(call, $"LocalAws does not support the member {member} of {operation}");
}
