using Amazon.Runtime;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Hosting;

/// <summary>Gives every SDK client the same HTTP client, whose requests stay in this process.</summary>
internal sealed class LocalAwsHttpClientFactory(AwsDispatcher dispatcher) : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(new LocalAwsHttpHandler(dispatcher)) { Timeout = Timeout.InfiniteTimeSpan };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
