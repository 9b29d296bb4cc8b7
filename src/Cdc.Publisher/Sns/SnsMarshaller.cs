using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.Publisher.Sns;

/// <summary>Gives the SDK a call's form, which it signs and sends.</summary>
internal sealed class SnsMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly SnsMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "SNS") { HttpMethod = "POST", ResourcePath = "/" };
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        request.ContentStream = ((IFormRequest)input).Body.OpenRead();
        return request;
    }
}
