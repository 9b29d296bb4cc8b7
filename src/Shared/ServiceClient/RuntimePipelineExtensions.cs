using Amazon.Runtime.Internal;

namespace Cdc.ServiceClient;

/// <summary>Turns the SDK's pipeline into that of a generated client.</summary>
internal static class RuntimePipelineExtensions
{
    public static void UseModernEndpointsAndAuth(this RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<Amazon.Runtime.Internal.EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthResolver());
    }
}
