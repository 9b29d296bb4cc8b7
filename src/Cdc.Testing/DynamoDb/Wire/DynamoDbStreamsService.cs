using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>DynamoDB Streams' operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbStreamsService(DynamoDbState state) : IJsonService
{
    private static readonly Dictionary<string, Action<DynamoDbStreamsService, JsonElement, Utf8JsonWriter>> _operations = new()
    {
        ["GetRecords"] = (service, input, output) => service._streams.GetRecords(input, output),
        ["GetShardIterator"] = (service, input, output) => service._streams.GetShardIterator(input, output),
        ["DescribeStream"] = (service, input, output) => service._streams.Describe(input, output),
        ["ListStreams"] = (service, input, output) => service._streams.List(input, output),
    };

    private readonly StreamOperations _streams = new(state);

    /// <summary>The names of the operations that there are.</summary>
    public static IReadOnlyCollection<string> Operations => _operations.Keys;

    public string TargetPrefix => "DynamoDBStreams_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        if (!_operations.TryGetValue(call.Operation, out var operation)) throw AwsCall.Unsupported("DynamoDB Streams", call.Operation);
        operation(this, input, output);
        return ValueTask.CompletedTask;
    }
}
