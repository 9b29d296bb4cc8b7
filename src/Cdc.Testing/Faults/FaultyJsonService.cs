using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Faults;

/// <summary>A service that speaks AWS JSON, with faults in front.</summary>
internal sealed class FaultyJsonService(IJsonService service, CallFaults faults) : IJsonService
{
    public string TargetPrefix => service.TargetPrefix;

    public int MaxRequestBytes => service.MaxRequestBytes;

    public string ErrorNamespace => service.ErrorNamespace;

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken) =>
        faults.AreAny
            ? faults.RunAsync(call.Operation, () => service.InvokeAsync(call, input, output, cancellationToken), cancellationToken)
            : service.InvokeAsync(call, input, output, cancellationToken);
}
