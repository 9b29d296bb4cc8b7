using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.Publisher.Sns;

/// <summary>Writes a call as the query protocol's form; the SDK signs and sends it.</summary>
internal sealed class SnsMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly SnsMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "SNS") { HttpMethod = "POST", ResourcePath = "/" };
        if (input is IFormRequest form)
        {
            request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
            request.ContentStream = form.Body.OpenRead();
            return request;
        }

        var call = (SnsRequest)input;
        request.Parameters["Action"] = call.Action;
        request.Parameters["Version"] = SnsProtocol.Version;
        foreach (var (name, value) in call.Fields) request.Parameters[name] = value;
        return request;
    }
}
