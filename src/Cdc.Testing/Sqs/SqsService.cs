using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>SQS's operations on <see cref="SqsState"/>.</summary>
internal sealed class SqsService(SqsState state) : IJsonService
{
    public string TargetPrefix => "AmazonSQS";

    public string ErrorNamespace => "com.amazonaws.sqs";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        _ = state;
        throw AwsCall.Unsupported("SQS", call.Operation);
    }
}
