using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.SnsCalls;

/// <summary>Reads SNS's XML, answers and errors.</summary>
internal sealed class SnsUnmarshaller : XmlResponseUnmarshaller
{
    public static readonly SnsUnmarshaller Instance = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var root = TryLoad(input)
            ?? throw new AmazonClientException("SNS answered something that is not XML. Is a proxy in the way, or AWS_ENDPOINT_URL wrong?");
        return new SnsAnswer
        {
            Root = root,
            ResponseMetadata = new ResponseMetadata { RequestId = SnsAnswer.Find(root, "RequestId") },
        };
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var root = TryLoad(input);
        if (root is not null && SnsAnswer.Find(root, "Code") is { } code)
        {
            return new AmazonServiceException(
                SnsAnswer.Find(root, "Message") ?? $"SNS answered HTTP status {(int)statusCode}.",
                innerException,
                SnsAnswer.Find(root, "Type") == "Receiver" ? ErrorType.Receiver : ErrorType.Sender,
                code,
                SnsAnswer.Find(root, "RequestId"),
                statusCode);
        }

        // A proxy or load balancer answered in SNS's place, or nothing was answered at all; the status says what the SDK's retries need.
        return new AmazonServiceException(
            $"SNS answered HTTP status {(int)statusCode} without an error document.",
            innerException,
            (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Unknown,
            statusCode.ToString(),
            null,
            statusCode);
    }

    private static XElement? TryLoad(XmlUnmarshallerContext input)
    {
        try
        {
            // The reader's defaults refuse document types, and with them entities.
            using var reader = XmlReader.Create(input.Stream);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
