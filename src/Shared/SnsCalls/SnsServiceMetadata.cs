using Amazon.Runtime.Internal;

namespace Cdc.SnsCalls;

/// <summary>What the SDK's telemetry calls the service.</summary>
internal sealed class SnsServiceMetadata : IServiceMetadata
{
    public string ServiceId => "SNS";

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
