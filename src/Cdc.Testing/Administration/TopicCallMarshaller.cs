using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Cdc.SnsCalls;

namespace Cdc.Testing.Administration;

/// <summary>Writes a call as the query protocol's form; the SDK signs and sends it.</summary>
internal sealed class TopicCallMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly TopicCallMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (TopicCall)input;
        var request = new DefaultRequest(input, "SNS") { HttpMethod = "POST", ResourcePath = "/" };
        request.Parameters["Action"] = call.Action;
        request.Parameters["Version"] = SnsProtocol.Version;
        foreach (var (name, value) in call.Fields) request.Parameters[name] = value;
        return request;
    }
}
