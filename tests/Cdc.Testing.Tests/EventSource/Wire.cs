using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Cdc.Worker;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>Stands between a streams client and its endpoint: sees each request, and may answer, hold or break it.</summary>
internal sealed class Wire(HttpMessageHandler endpoint) : DelegatingHandler(endpoint)
{
    private readonly ConcurrentQueue<string> _operations = new();
    private readonly Signal _asked = new();

    /// <summary>Gets or sets what is done before the endpoint is asked: null lets the request through.</summary>
    public Func<string, JsonElement, CancellationToken, Task<HttpResponseMessage?>>? Intercept { get; set; }

    /// <summary>Answers as the service does when it refuses.</summary>
    public static HttpResponseMessage Error(string code, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new(status) { Content = new StringContent($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{code}}","message":"test"}""") };

    /// <summary>How often an operation was asked for.</summary>
    public int CountOf(string operation) => _operations.Count(asked => asked == operation);

    /// <summary>Waits until an operation was asked for; for records, that is after the shard's iterator was given out.</summary>
    public Task UntilAskedAsync(string operation) => _asked.UntilAsync(() => CountOf(operation) > 0);

    /// <summary>Creates a client that leaves repeating to its caller.</summary>
    public DynamoDbStreamsClient CreateClient() => new(LocalAws.Credentials, new DynamoDbStreamsClientConfig
    {
        ServiceURL = "http://localaws.invalid",
        AuthenticationRegion = "us-east-1",
        MaxErrorRetry = 0,
        HttpClientFactory = new HandlerFactory(this),
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        _operations.Enqueue(operation);
        _asked.Raise();
        if (Intercept is { } intercept)
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            if (await intercept(operation, body.RootElement, cancellationToken) is { } answer) return answer;
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
