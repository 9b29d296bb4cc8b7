using System.Net;
using System.Net.Http.Json;
using OrdersDemo.Api;

namespace OrdersDemo.Tests.Api;

public sealed class ChangeOrderTests : OrdersApiTest
{
    private const string Paid = """{"status":"paid"}""";

    [Fact]
    public async Task Get_UnknownOrder_IsNotFound()
    {
        using var response = await Http.GetAsync("/orders/o-none");

        (await DetailAsync(response, HttpStatusCode.NotFound)).Should().Contain("o-none");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Send_IdLongerThanDynamoDbTakes_IsNotFound(string method)
    {
        using var response = await SendAsync(
            new HttpMethod(method), $"/orders/{new string('o', 3000)}", method == "PATCH" ? Paid : null, ("If-Match", "\"1\""));

        await ProblemAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Patch_ETagOfEachAnswer_ServesTheNext()
    {
        var (orderId, placed) = await PlaceAsync();

        using var paid = await PatchAsync(orderId, Paid, placed);
        using var read = await Http.GetAsync($"/orders/{orderId}");
        using var shipped = await PatchAsync(orderId, """{"status":"shipped"}""", read.Headers.ETag!.Tag);
        using var deleted = await DeleteAsync(orderId, shipped.Headers.ETag!.Tag);

        paid.StatusCode.Should().Be(HttpStatusCode.OK);
        read.Headers.ETag.Should().Be(paid.Headers.ETag);
        var order = (await shipped.Content.ReadFromJsonAsync<Order>())!;
        (order.Status, order.Version, order.Customer).Should().Be(("shipped", 3, "Ada"));
        order.UpdatedAt.Should().BeAfter(order.PlacedAt);
        deleted.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Patch_WithoutIfMatch_IsRequired()
    {
        var (orderId, _) = await PlaceAsync();
        using var response = await PatchAsync(orderId, Paid, null);

        (await DetailAsync(response, HttpStatusCode.PreconditionRequired)).Should().Contain("If-Match");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"99999999999999999999\"")]
    public async Task Send_MalformedIfMatch_IsRefused(string ifMatch)
    {
        var (orderId, _) = await PlaceAsync();
        using var patched = await PatchAsync(orderId, Paid, ifMatch);
        using var deleted = await DeleteAsync(orderId, ifMatch);

        (await DetailAsync(patched, HttpStatusCode.BadRequest)).Should().Contain("If-Match");
        (await DetailAsync(deleted, HttpStatusCode.BadRequest)).Should().Contain("If-Match");
    }

    [Fact]
    public async Task Send_StaleIfMatch_FailsAndTellsTheETag()
    {
        var (orderId, placed) = await PlaceAsync();
        using var paid = await PatchAsync(orderId, Paid, placed);

        using var patched = await PatchAsync(orderId, """{"status":"cancelled"}""", placed);
        using var deleted = await DeleteAsync(orderId, placed);

        (await DetailAsync(patched, HttpStatusCode.PreconditionFailed)).Should().Contain(paid.Headers.ETag!.Tag);
        (await DetailAsync(deleted, HttpStatusCode.PreconditionFailed)).Should().Contain(paid.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Patch_ForbiddenTransition_IsAConflict()
    {
        var (orderId, placed) = await PlaceAsync();
        using var response = await PatchAsync(orderId, """{"status":"shipped"}""", placed);

        (await DetailAsync(response, HttpStatusCode.Conflict)).Should().Contain("placed").And.Contain("shipped");
    }

    [Theory]
    [InlineData("""{"status":"lost"}""")]
    [InlineData("""{"status":"placed"}""")]
    [InlineData("""{"status":null}""")]
    [InlineData("{}")]
    public async Task Patch_UnknownStatus_NamesTheStatusesThereAre(string body)
    {
        var (orderId, placed) = await PlaceAsync();
        using var response = await PatchAsync(orderId, body, placed);

        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        problem["errors"]!["status"]![0]!.GetValue<string>().Should().Contain("paid, shipped, cancelled");
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("""{"status":1}""", "$.status")]
    [InlineData("""{"state":"paid"}""", "$.state")]
    [InlineData("", "body is missing")]
    [InlineData(null, "body is missing")]
    public async Task Patch_BodyOfAnotherForm_SaysWhere(string? body, string detail)
    {
        var (orderId, placed) = await PlaceAsync();
        using var response = await PatchAsync(orderId, body, placed);

        (await DetailAsync(response, HttpStatusCode.BadRequest)).Should().Contain(detail);
    }

    [Fact]
    public async Task Patch_UnknownOrder_IsNotFound()
    {
        using var response = await PatchAsync("o-none", Paid, "\"1\"");

        await ProblemAsync(response, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Patch_OneETagManyTimesAtOnce_ChangesOnce()
    {
        var (orderId, placed) = await PlaceAsync();
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(number => PatchAsync(orderId, number % 2 == 0 ? Paid : """{"status":"cancelled"}""", placed)));

        responses.Count(response => response.StatusCode == HttpStatusCode.OK).Should().Be(1);
        responses.Count(response => response.StatusCode == HttpStatusCode.PreconditionFailed).Should().Be(9);
        (await Http.GetFromJsonAsync<Order>($"/orders/{orderId}"))!.Version.Should().Be(2);
        foreach (var response in responses) response.Dispose();
    }

    [Fact]
    public async Task Delete_Twice_IsGoneAndThenNotFound()
    {
        var (orderId, _) = await PlaceAsync();
        using var first = await DeleteAsync(orderId);
        using var second = await DeleteAsync(orderId);
        using var third = await DeleteAsync(orderId, "\"1\"");

        first.StatusCode.Should().Be(HttpStatusCode.NoContent);
        await ProblemAsync(second, HttpStatusCode.NotFound);
        await ProblemAsync(third, HttpStatusCode.NotFound);
    }
}
