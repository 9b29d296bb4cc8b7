using System.Text.Json;
using Cdc.Testing.DynamoDb.Wire;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>DynamoDB Streams' operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbStreamsService(DynamoDbState state) : IJsonService
{
    private readonly StreamOperations _streams = new(state);

    public string TargetPrefix => "DynamoDBStreams_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        Action<JsonElement, Utf8JsonWriter> operation = call.Operation switch
        {
            "GetRecords" => _streams.GetRecords,
            "GetShardIterator" => _streams.GetShardIterator,
            "DescribeStream" => _streams.Describe,
            "ListStreams" => _streams.List,
            _ => throw AwsCall.Unsupported("DynamoDB Streams", call.Operation),
        };
        operation(input, output);
        return ValueTask.CompletedTask;
    }
}
