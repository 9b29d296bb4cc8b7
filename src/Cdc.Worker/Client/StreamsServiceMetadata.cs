using Amazon.Runtime.Internal;

namespace Cdc.Worker.Client;

/// <summary>What the SDK's telemetry calls the service.</summary>
internal sealed class StreamsServiceMetadata : IServiceMetadata
{
    public string ServiceId => "DynamoDB Streams";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
