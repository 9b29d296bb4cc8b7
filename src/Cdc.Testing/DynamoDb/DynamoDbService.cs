using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>DynamoDB's operations on <see cref="DynamoDbState"/>.</summary>
internal sealed class DynamoDbService(DynamoDbState state) : IJsonService
{
    public string TargetPrefix => "DynamoDB_20120810";

    public string ErrorNamespace => "com.amazonaws.dynamodb.v20120810";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        _ = state;
        throw AwsCall.Unsupported("DynamoDB", call.Operation);
    }
}
