using System.Net;
using System.Net.Http.Json;
using OrdersDemo.Api;

namespace OrdersDemo.Tests.Api;

public sealed class IdempotencyTests : OrdersApiTest
{
    [Fact]
    public async Task Post_SameKeyAndBody_AnswersWithTheSameOrder()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var second = await PostAsync(ValidOrder, "key-1");

        first.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
        second.StatusCode.Should().Be(HttpStatusCode.Created);
        second.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        second.Headers.Location.Should().Be(first.Headers.Location);
        second.Headers.ETag.Should().Be(first.Headers.ETag);
        (await second.Content.ReadFromJsonAsync<Order>()).Should().BeEquivalentTo(await first.Content.ReadFromJsonAsync<Order>());
    }

    [Fact]
    public async Task Post_SameKeyOtherBody_IsRefusedAndChangesNothing()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var second = await PostAsync(ValidOrder.Replace("Ada", "Bob", StringComparison.Ordinal), "key-1");

        (await DetailAsync(second, HttpStatusCode.UnprocessableEntity)).Should().Contain("Idempotency-Key");
        (await Http.GetFromJsonAsync<Order>(first.Headers.Location))!.Customer.Should().Be("Ada");
    }

    [Fact]
    public async Task Post_OtherKey_PlacesAnotherOrder()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var second = await PostAsync(ValidOrder, "key-2");

        second.Headers.Location.Should().NotBe(first.Headers.Location);
    }

    [Fact]
    public async Task Post_OneKeyManyTimesAtOnce_PlacesOneOrder()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(ValidOrder, "key-1")));

        responses.Should().OnlyContain(response => response.StatusCode == HttpStatusCode.Created);
        responses.Select(response => response.Headers.Location).Distinct().Should().ContainSingle();
        responses.Count(response => !response.Headers.Contains("Idempotent-Replayed")).Should().Be(1);
        foreach (var response in responses) response.Dispose();
    }

    [Fact]
    public async Task Post_KeyOfAnOrderThatChanged_AnswersWithTheOrderAsItIsNow()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var paid = await SendAsync(HttpMethod.Patch, first.Headers.Location!.ToString(), """{"status":"paid"}""", ("If-Match", "\"1\""));
        using var second = await PostAsync(ValidOrder, "key-1");

        second.Headers.ETag.Should().Be(paid.Headers.ETag);
        (await second.Content.ReadFromJsonAsync<Order>())!.Status.Should().Be("paid");
    }

    [Fact]
    public async Task Post_SameKeyAndPriceWithMoreZeros_AnswersWithTheSameOrder()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var second = await PostAsync(ValidOrder.Replace("4.50", "4.5", StringComparison.Ordinal), "key-1");

        second.StatusCode.Should().Be(HttpStatusCode.Created);
        second.Headers.Location.Should().Be(first.Headers.Location);
    }

    [Fact]
    public async Task Post_KeyOfAnOrderThatWasDeleted_PlacesAnotherOrder()
    {
        using var first = await PostAsync(ValidOrder, "key-1");
        using var deleted = await SendAsync(HttpMethod.Delete, first.Headers.Location!.ToString(), null, ("If-Match", null));
        using var second = await PostAsync(ValidOrder, "key-1");

        second.StatusCode.Should().Be(HttpStatusCode.Created);
        second.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
        second.Headers.ETag!.Tag.Should().Be("\"1\"");
    }

    public static TheoryData<string> InvalidKeys => ["", "two words", new string('k', 129)];

    [Theory]
    [MemberData(nameof(InvalidKeys))]
    public async Task Post_InvalidKey_NamesTheHeader(string key)
    {
        using var response = await PostAsync(ValidOrder, key);

        (await ProblemAsync(response, HttpStatusCode.BadRequest))["errors"]!.AsObject().Should().ContainKey("Idempotency-Key");
    }

    [Fact]
    public async Task Post_LongestKey_IsTaken()
    {
        using var response = await PostAsync(ValidOrder, new string('~', 128));

        response.StatusCode.Should().Be(HttpStatusCode.Created);
    }
}
