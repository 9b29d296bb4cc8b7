using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Cdc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrdersDemo.Api;

namespace OrdersDemo.Tests.Api;

/// <summary>The orders API on Kestrel, over a table in this process.</summary>
public abstract class OrdersApiTest : IAsyncLifetime
{
    protected const string ValidOrder = """{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":4.50},{"sku":"cup","quantity":1,"unitPrice":3}]}""";

    private readonly LocalAws _aws = new();
    private readonly LogLines _logs = new();
    private WebApplication? _app;

    protected HttpClient Http { get; } = new();

    protected IReadOnlyCollection<Exception?> LoggedErrors => _logs.Errors;

    protected virtual bool HasTable => true;

    public async Task InitializeAsync()
    {
        var dynamoDb = _aws.CreateDynamoDbClient();
        if (HasTable) await Tables.CreateAsync(dynamoDb);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<IAmazonDynamoDB>(dynamoDb);
        builder.AddOrdersApi();
        _app = builder.Build();
        _app.MapOrdersApi();
        await _app.StartAsync();
        Http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        _aws.Dispose();
    }

    protected Task<HttpResponseMessage> PostAsync(string body, string? key = null) =>
        SendAsync(HttpMethod.Post, "/orders", body, ("Idempotency-Key", key));

    protected Task<HttpResponseMessage> PatchAsync(string? orderId, string? body, string? ifMatch) =>
        SendAsync(HttpMethod.Patch, $"/orders/{orderId}", body, ("If-Match", ifMatch));

    protected Task<HttpResponseMessage> DeleteAsync(string? orderId, string? ifMatch = null) =>
        SendAsync(HttpMethod.Delete, $"/orders/{orderId}", null, ("If-Match", ifMatch));

    protected async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body, (string Name, string? Value) header, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, contentType);
        if (header.Value is not null) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return await Http.SendAsync(request);
    }

    protected async Task<(string OrderId, string ETag)> PlaceAsync()
    {
        using var response = await PostAsync(ValidOrder);
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        return ((await response.Content.ReadFromJsonAsync<Order>())!.OrderId, response.Headers.ETag!.Tag);
    }

    /// <summary>Checks that the response is problem details of a status, and gives them.</summary>
    protected static async Task<JsonObject> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(status, text);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonNode.Parse(text)!.AsObject();
        problem["status"]!.GetValue<int>().Should().Be((int)status);
        return problem;
    }

    protected static async Task<string> DetailAsync(HttpResponseMessage response, HttpStatusCode status) =>
        (await ProblemAsync(response, status))["detail"]!.GetValue<string>();
}
