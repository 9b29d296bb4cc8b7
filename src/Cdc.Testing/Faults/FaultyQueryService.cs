using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Faults;

/// <summary>A service that speaks the query protocol, with faults in front.</summary>
internal sealed class FaultyQueryService(IQueryService service, CallFaults faults) : IQueryService
{
    public string Version => service.Version;

    public string XmlNamespace => service.XmlNamespace;

    public ValueTask InvokeAsync(AwsCall call, QueryParameters input, XmlWriter output, CancellationToken cancellationToken) =>
        faults.AreAny
            ? faults.RunAsync(call.Operation, () => service.InvokeAsync(call, input, output, cancellationToken), cancellationToken)
            : service.InvokeAsync(call, input, output, cancellationToken);
}
