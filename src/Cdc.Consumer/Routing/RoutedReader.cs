using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Core;

namespace Cdc.Consumer.Routing;

/// <summary>Reads messages whose changes have keys of several types, each as its route reads them.</summary>
/// <param name="routes">The routes; the first that matches takes a change.</param>
internal sealed class RoutedReader(IReadOnlyList<RoutePlan> routes) : IBodyReader
{
    private readonly CdcKeyFormat<ReadOnlyMemory<byte>> _json = CdcKeyFormat.ForJson();
    private readonly BodyReader<ReadOnlyMemory<byte>> _reader = new(new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()));

    public IEqualityComparer<object> Items => EqualityComparer<object>.Default;

    public ChangeDelivery[] Read(ReceivedMessage message, out string? problem)
    {
        var changes = _reader.Read(message.Message.Body, out problem);
        var deliveries = new ChangeDelivery[changes.Count];
        try
        {
            for (var index = 0; index < deliveries.Length; index++) deliveries[index] = Deliver(message, index, changes[index]);
            return deliveries;
        }
        catch (CdcEnvelopeFormatException error)
        {
            problem = error.Message;
        }
#pragma warning disable CA1031 // The key type's own code failed; what it says may quote the key.
        catch (Exception error)
#pragma warning restore CA1031
        {
            problem = $"Reading the key threw {error.GetType()}.";
        }

        return [];
    }

    private ChangeDelivery Deliver(ReceivedMessage message, int index, CdcEnvelope<ReadOnlyMemory<byte>> change)
    {
        var item = new RoutedItem(change.Source, _json.ToCanonicalJson(change.Key));
        var routed = new RoutedChange(change.Source, change.Type, change.Key);
        for (var route = 0; route < routes.Count; route++)
        {
            if (routes[route].Match.Matches(routed)) return routes[route].Deliver(message, index, change, item, route);
        }

        return new RoutedDelivery<ReadOnlyMemory<byte>>(message, index, change, item, route: -1);
    }
}
