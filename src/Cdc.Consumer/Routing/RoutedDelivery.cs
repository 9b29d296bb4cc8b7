using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Core;

namespace Cdc.Consumer.Routing;

/// <summary>A delivery that a route takes.</summary>
internal interface IRoutedDelivery
{
    /// <summary>The route's place, from 0; -1 where none takes it.</summary>
    int Route { get; }
}

/// <summary>One delivery of one change that a route takes, or none.</summary>
/// <param name="message">The message that brought it.</param>
/// <param name="index">Its place among the message's changes.</param>
/// <param name="change">The change, with the key as the route reads it.</param>
/// <param name="item">What it is a change of, whichever route takes it.</param>
/// <param name="route">The route's place; -1 for none.</param>
internal sealed class RoutedDelivery<TKey>(ReceivedMessage message, int index, CdcEnvelope<TKey> change, RoutedItem item, int route)
    : ChangeDelivery<TKey>(message, index, change), IRoutedDelivery
    where TKey : notnull
{
    public int Route { get; } = route;

    public override object Item { get; } = item;
}

/// <summary>An item, whatever the type of its key.</summary>
/// <param name="Source">The ARN of its table.</param>
/// <param name="Key">Its key as canonical JSON.</param>
internal sealed record RoutedItem(string Source, string Key);
