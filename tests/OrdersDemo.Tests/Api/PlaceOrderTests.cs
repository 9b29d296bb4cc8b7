using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrdersDemo.Api;

namespace OrdersDemo.Tests.Api;

public sealed class PlaceOrderTests : OrdersApiTest
{
    [Fact]
    public async Task Post_ValidOrder_IsCreatedAndCanBeRead()
    {
        using var response = await PostAsync(ValidOrder);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Headers.ETag!.ToString().Should().Be("\"1\"");
        var order = (await response.Content.ReadFromJsonAsync<Order>())!;
        order.Should().BeEquivalentTo(new
        {
            Customer = "Ada",
            Lines = new[] { new OrderLine("tea", 2, 4.5m), new OrderLine("cup", 1, 3m) },
            Total = 12m,
            Status = "placed",
            Version = 1L,
        });
        order.UpdatedAt.Should().Be(order.PlacedAt);
        response.Headers.Location!.ToString().Should().Be($"/orders/{order.OrderId}");

        using var read = await Http.GetAsync(response.Headers.Location);
        read.StatusCode.Should().Be(HttpStatusCode.OK);
        read.Headers.ETag.Should().Be(response.Headers.ETag);
        (await read.Content.ReadFromJsonAsync<Order>()).Should().BeEquivalentTo(order);
    }

    [Theory]
    [InlineData("4.50", "4.50", "9.00")]
    [InlineData("4.5", "4.50", "9.00")]
    [InlineData("4", "4.00", "8.00")]
    [InlineData("4.500", "4.50", "9.00")]
    [InlineData("1e2", "100.00", "200.00")]
    [InlineData("0", "0.00", "0.00")]
    public async Task Post_Price_IsWrittenTheSameWayInEveryAnswer(string sent, string price, string total)
    {
        using var placed = await PostAsync($$"""{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":{{sent}}}]}""");
        using var read = await Http.GetAsync(placed.Headers.Location);
        using var paid = await PatchAsync(placed.Headers.Location!.ToString().Split('/')[^1], """{"status":"paid"}""", "\"1\"");

        var text = await placed.Content.ReadAsStringAsync();
        text.Should().Contain($"\"unitPrice\":{price}}}").And.Contain($"\"total\":{total},");
        (await read.Content.ReadAsStringAsync()).Should().Be(text);
        (await paid.Content.ReadAsStringAsync()).Should().Contain($"\"unitPrice\":{price}}}").And.Contain($"\"total\":{total},");
    }

    [Fact]
    public async Task Post_WithoutKeyTwice_PlacesTwoOrders() =>
        (await PlaceAsync()).OrderId.Should().NotBe((await PlaceAsync()).OrderId);

    [Theory]
    [InlineData("""{"lines":[{"sku":"tea","quantity":1,"unitPrice":1}]}""", "customer")]
    [InlineData("""{"customer":" ","lines":[{"sku":"tea","quantity":1,"unitPrice":1}]}""", "customer")]
    [InlineData("""{"customer":"#101","lines":[{"sku":"tea","quantity":1,"unitPrice":1}]}""", "customer")]
    [InlineData("""{"customer":"Ada"}""", "lines")]
    [InlineData("""{"customer":"Ada","lines":[]}""", "lines")]
    [InlineData("""{"customer":"Ada","lines":[null]}""", "lines[0]")]
    [InlineData("""{"customer":"Ada","lines":[{"quantity":1,"unitPrice":1}]}""", "lines[0].sku")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"#65","quantity":1,"unitPrice":1}]}""", "lines[0].sku")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":0,"unitPrice":1}]}""", "lines[0].quantity")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1001,"unitPrice":1}]}""", "lines[0].quantity")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1,"unitPrice":-0.01}]}""", "lines[0].unitPrice")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1,"unitPrice":1000000.01}]}""", "lines[0].unitPrice")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1,"unitPrice":1.001}]}""", "lines[0].unitPrice")]
    public async Task Post_Fault_NamesTheField(string body, string field)
    {
        using var response = await PostAsync(body.Replace("#101", new string('x', 101), StringComparison.Ordinal).Replace("#65", new string('x', 65), StringComparison.Ordinal));

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        problem["errors"]!.AsObject().Select(error => error.Key).Should().Equal(field);
    }

    [Fact]
    public async Task Post_HundredAndOneLines_NamesTheLines()
    {
        using var response = await PostAsync(OrderOf(101));

        (await ProblemAsync(response, HttpStatusCode.BadRequest))["errors"]!.AsObject().Should().ContainKey("lines");
    }

    [Fact]
    public async Task Post_LargestOrder_IsCreated()
    {
        using var response = await PostAsync(OrderOf(100));

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await response.Content.ReadFromJsonAsync<Order>())!.Total.Should().Be(100m * 1000 * 1_000_000);
    }

    [Fact]
    public async Task Post_SeveralFaults_NamesThemAll()
    {
        using var response = await PostAsync("""{"customer":"","lines":[{"sku":"tea","quantity":1,"unitPrice":1},{"sku":"","quantity":0,"unitPrice":-1}]}""");

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        problem["errors"]!.AsObject().Select(error => error.Key)
            .Should().BeEquivalentTo("customer", "lines[1].sku", "lines[1].quantity", "lines[1].unitPrice");
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not JSON of the form")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":"4.50"}]}""", "$.lines[0].unitPrice")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":1e99}]}""", "$.lines[0].unitPrice")]
    [InlineData("""{"customer":7,"lines":[]}""", "$.customer")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":"2","unitPrice":1}]}""", "$.lines[0].quantity")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1.5,"unitPrice":1}]}""", "$.lines[0].quantity")]
    [InlineData("""{"customer":"Ada","lines":[],"coupon":"x"}""", "$.coupon")]
    [InlineData("""{"customer":"Ada","lines":[{"sku":"tea","quantity":1,"unitPrice":1,"colour":"red"}]}""", "$.lines[0].colour")]
    [InlineData("null", "body is missing")]
    [InlineData("", "body is missing")]
    public async Task Post_BodyOfAnotherForm_SaysWhere(string body, string detail)
    {
        using var response = await PostAsync(body);

        (await DetailAsync(response, HttpStatusCode.BadRequest)).Should().Contain(detail);
        LoggedErrors.Should().BeEmpty("that is the caller's mistake");
    }

    [Fact]
    public async Task Post_NoBodyAndNoContentType_SaysThatItIsMissing()
    {
        using var response = await SendAsync(HttpMethod.Post, "/orders", null, ("Accept", null));

        (await DetailAsync(response, HttpStatusCode.BadRequest)).Should().Contain("body is missing");
    }

    [Fact]
    public async Task Post_AnotherContentType_IsUnsupported()
    {
        using var response = await SendAsync(HttpMethod.Post, "/orders", ValidOrder, ("Accept", null), "text/plain");

        (await DetailAsync(response, HttpStatusCode.UnsupportedMediaType)).Should().Contain("application/json");
    }

    [Theory]
    [InlineData("GET", "/orders", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    public async Task Send_NoSuchRoute_IsAProblem(string method, string path, HttpStatusCode status)
    {
        using var response = await SendAsync(new HttpMethod(method), path, null, ("Accept", null));

        await ProblemAsync(response, status);
    }

    private static string OrderOf(int lines) => new JsonObject
    {
        ["customer"] = new string('x', 100),
        ["lines"] = new JsonArray([.. Enumerable.Range(0, lines).Select(_ =>
            new JsonObject { ["sku"] = new string('x', 64), ["quantity"] = 1000, ["unitPrice"] = 1_000_000 })]),
    }.ToJsonString();
}
