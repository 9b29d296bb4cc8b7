using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Cdc.Worker.Client;

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
            Content = Write(call),
            Headers =
            {
                ["Content-Type"] = "application/x-amz-json-1.0",
                ["X-Amz-Target"] = $"DynamoDBStreams_20120810.{call.Operation}",
            },
        };
    }

    private static byte[] Write(StreamsRequest call)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            foreach (var (name, value) in call.Members)
            {
                if (value is string text) json.WriteString(name, text);
                else if (value is int number) json.WriteNumber(name, number);
            }

            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }
}
