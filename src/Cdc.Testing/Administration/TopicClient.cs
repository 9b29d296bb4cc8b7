using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Cdc.ServiceClient;
using Cdc.SnsCalls;

namespace Cdc.Testing.Administration;

/// <summary>Makes the calls to SNS that a publisher has no need of, as another client is configured.</summary>
internal sealed class TopicClient(ClientConfig config) : AmazonServiceClient(LocalAws.Credentials, config)
{
    private static readonly SnsServiceMetadata _metadata = new();

    protected override IServiceMetadata ServiceMetadata => _metadata;

    public Task<SnsAnswer> CallAsync(TopicCall call, CancellationToken cancellationToken) => InvokeAsync<SnsAnswer>(
        call,
        new InvokeOptions { RequestMarshaller = TopicCallMarshaller.Instance, ResponseUnmarshaller = SnsUnmarshaller.Instance },
        cancellationToken);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => pipeline.UseModernEndpointsAndAuth();
}
