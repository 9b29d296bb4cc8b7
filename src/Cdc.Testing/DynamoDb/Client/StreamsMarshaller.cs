using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.Testing.DynamoDb.Client;

/// <summary>Writes a call as AWS JSON 1.0; the SDK signs and sends it.</summary>
internal sealed class StreamsMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static readonly StreamsMarshaller Instance = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var call = (StreamsRequest)input;
        return new DefaultRequest(call, "DynamoDB Streams")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes(call.Members.Where(member => member.Value is not null).ToDictionary()),
            Headers =
            {
                ["Content-Type"] = "application/x-amz-json-1.0",
                ["X-Amz-Target"] = $"DynamoDBStreams_20120810.{call.Operation}",
            },
        };
    }
}
