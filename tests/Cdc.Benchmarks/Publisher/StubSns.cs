using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Answers a <see cref="SnsClient"/>'s requests in its own process, as SNS would. The whole SDK is above it, and no network below.</summary>
internal sealed class StubSns : HttpClientFactory
{
    private readonly ConcurrentBag<MemoryStream> _buffers = [];

    /// <summary>Called with each request's body, where set.</summary>
    public Action<byte[]>? OnRequest { get; set; }

    public SnsClient CreateClient() => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new SnsClientConfig { RegionEndpoint = RegionEndpoint.EUCentral1, HttpClientFactory = this, MaxErrorRetry = 0 });

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private async Task<byte[]> AnswerAsync(HttpContent request, CancellationToken cancellationToken)
    {
        if (!_buffers.TryTake(out var buffer)) buffer = new MemoryStream();
        buffer.SetLength(0);
        await request.CopyToAsync(buffer, cancellationToken);
        var answer = SnsAnswers.To(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        OnRequest?.Invoke(buffer.ToArray());
        _buffers.Add(buffer);
        return answer;
    }

    private sealed class Handler(StubSns stub) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(await stub.AnswerAsync(request.Content!, cancellationToken));
            content.Headers.ContentType = new("text/xml") { CharSet = Encoding.UTF8.WebName };
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
        }
    }
}
