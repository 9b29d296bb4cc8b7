using System.Text.Json;

namespace Cdc.Testing.Protocol;

/// <summary>A service that speaks AWS JSON 1.0: one JSON object in, one out.</summary>
internal interface IJsonService
{
    /// <summary>What stands before the dot in <c>X-Amz-Target</c>, for example <c>DynamoDB_20120810</c>.</summary>
    string TargetPrefix { get; }

    /// <summary>What stands before the <c>#</c> in an error's <c>__type</c>, for example <c>com.amazonaws.dynamodb.v20120810</c>.</summary>
    string ErrorNamespace { get; }

    /// <summary>The largest body that it reads.</summary>
    int MaxRequestBytes => int.MaxValue;

    /// <summary>
    /// Carries out one operation. <paramref name="output"/> is inside the answer's root object: write the members only.
    /// Nothing written is sent when the call throws.
    /// </summary>
    /// <exception cref="AwsServiceException">The answer is an error.</exception>
    ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken);
}
