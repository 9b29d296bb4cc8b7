using System.Net;
using Amazon.DynamoDBv2.Model;

namespace OrdersDemo.Tests.Api;

public sealed class MissingTableTests : OrdersApiTest
{
    protected override bool HasTable => false;

    [Theory]
    [InlineData("POST", "/orders", ValidOrder)]
    [InlineData("GET", "/orders/o-1", null)]
    [InlineData("PATCH", "/orders/o-1", """{"status":"paid"}""")]
    [InlineData("DELETE", "/orders/o-1", null)]
    public async Task Send_NoTable_SaysWhatToCheckAndLogsTheCause(string method, string path, string? body)
    {
        using var response = await SendAsync(new HttpMethod(method), path, body, ("If-Match", "\"1\""));

        (await DetailAsync(response, HttpStatusCode.ServiceUnavailable)).Should().Contain("table does not exist").And.Contain("Orders:TableName");
        LoggedErrors.Should().ContainSingle().Which.Should().BeOfType<ResourceNotFoundException>();
    }
}
