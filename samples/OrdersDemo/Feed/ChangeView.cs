using Cdc.Core;

namespace OrdersDemo.Feed;

/// <summary>A change as the page and the smoke test see it.</summary>
/// <param name="Number">Grows with every change.</param>
/// <param name="OrderId">The order that changed.</param>
/// <param name="Operation">What happened to it.</param>
/// <param name="FirstSeen">When the change was first seen.</param>
/// <param name="Hops">For each <see cref="Hop"/> the milliseconds since the first hop that was seen, or null.</param>
/// <param name="State">How it stands.</param>
/// <param name="Publishes">How often the function called SNS with it.</param>
/// <param name="Handlings">How often the handler was called with it.</param>
/// <param name="Failures">How often the handler failed with it.</param>
/// <param name="Absorbed">How often it was acknowledged without the handler.</param>
/// <param name="Fault">The last failure, until a later try succeeds.</param>
/// <param name="Envelope">The message as it went to SNS, if the demo saw it.</param>
/// <param name="Item">The item as the function got it, if the demo saw it.</param>
internal sealed record ChangeView(
    long Number,
    string OrderId,
    ChangeOperation Operation,
    DateTimeOffset FirstSeen,
    IReadOnlyList<double?> Hops,
    ChangeState State,
    int Publishes,
    int Handlings,
    int Failures,
    int Absorbed,
    string? Fault,
    string? Envelope,
    string? Item)
{
    public bool Saw(Hop hop) => Hops[(int)hop] is not null;

    /// <summary>The milliseconds between two hops, or null where one was not seen.</summary>
    public double? Between(Hop from, Hop to) => Hops[(int)to] - Hops[(int)from];
}
