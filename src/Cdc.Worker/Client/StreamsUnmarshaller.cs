using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.Worker.Client;

/// <summary>Reads the service's JSON, answers and errors.</summary>
internal sealed class StreamsUnmarshaller : JsonResponseUnmarshaller
{
    public static readonly StreamsUnmarshaller Instance = new();

    /// <summary>The images in a record nest 32 levels deep, and each takes two of JSON's.</summary>
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 128 };

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) => new StreamsAnswer
    {
        Root = Read(input),
        ResponseMetadata = new ResponseMetadata { RequestId = RequestId(input) },
    };

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var type = (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        try
        {
            var error = Read(input);
            var code = StreamsAnswer.FindText(error, "__type")?.Split('#')[^1] ?? "Unknown";
            var message = StreamsAnswer.FindText(error, "message") ?? StreamsAnswer.FindText(error, "Message");
            return new AmazonServiceException(
                message ?? $"DynamoDB Streams answered HTTP status {(int)statusCode}.", innerException, type, code, RequestId(input), statusCode);
        }
        catch (JsonException)
        {
            // A proxy or load balancer answered in the service's place; the status says what the SDK's retries need.
            return new AmazonServiceException(
                $"DynamoDB Streams answered HTTP status {(int)statusCode} without an error document.",
                innerException,
                type,
                statusCode.ToString(),
                RequestId(input),
                statusCode);
        }
    }

    private static JsonElement Read(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream, _reading);
        return document.RootElement.Clone();
    }

    private static string RequestId(JsonUnmarshallerContext input) => input.ResponseData.GetHeaderValue("x-amzn-RequestId");
}
