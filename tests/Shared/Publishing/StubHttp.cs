using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>A request as it would have gone out.</summary>
public sealed record SentRequest(HttpMethod Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The form's fields in the order of their names.</summary>
    public IReadOnlyList<string> Fields =>
        [.. Body.Split('&').Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal)];
}

/// <summary>Stands in for the network below the AWS SDK: answers one prepared answer after the other, the last for ever.</summary>
public sealed class StubHttp(params (HttpStatusCode Status, string Body)[] answers) : HttpClientFactory
{
    public const string Success =
        """
        <PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed/><Successful>
        <member><Id>0</Id><MessageId>m-0</MessageId></member><member><Id>1</Id><MessageId>m-1</MessageId><SequenceNumber>10000000000000003000</SequenceNumber></member>
        </Successful></PublishBatchResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishBatchResponse>
        """;

    public List<SentRequest> Requests { get; } = [];

    /// <summary>A client of a Region that ends here.</summary>
    public SnsClient CreateClient(string region = "eu-central-1", Action<SnsClientConfig>? configure = null)
    {
        var config = new SnsClientConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), HttpClientFactory = this, MaxErrorRetry = 1 };
        configure?.Invoke(config);
        return new SnsClient(new BasicAWSCredentials("AKIDEXAMPLE", "secret"), config);
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private (HttpStatusCode Status, string Body) NextAnswer() => answers[Math.Min(Requests.Count, answers.Length) - 1];

    private sealed class Handler(StubHttp stub) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var headers = request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated)
                .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            stub.Requests.Add(new SentRequest(request.Method, request.RequestUri!, headers, await request.Content.ReadAsStringAsync(cancellationToken)));
            var (status, body) = stub.NextAnswer();
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml"), RequestMessage = request };
        }
    }
}
