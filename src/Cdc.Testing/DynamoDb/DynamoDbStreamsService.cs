using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>DynamoDB Streams' operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbStreamsService(DynamoDbState state) : IJsonService
{
    public string TargetPrefix => "DynamoDBStreams_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        _ = state;
        throw AwsCall.Unsupported("DynamoDB Streams", call.Operation);
    }
}
