using Amazon.Runtime;

namespace Cdc.Testing.Tests;

/// <summary>Lets a client ask a handler instead of an endpoint.</summary>
internal sealed class HandlerFactory(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
}
