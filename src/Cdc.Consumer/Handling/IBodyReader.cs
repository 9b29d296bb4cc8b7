using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Handling;

/// <summary>Reads the changes of a message's body, and tells their items apart.</summary>
internal interface IBodyReader
{
    /// <summary>Says which of two changes are of one item, given what <see cref="ChangeDelivery.Item"/> is of each.</summary>
    IEqualityComparer<object> Items { get; }

    /// <summary>Reads a message; what it says of one that cannot be read never quotes it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="problem">Why it cannot be read; null where it can.</param>
    /// <returns>Its changes, in the order of the body; none where it cannot be read.</returns>
    ChangeDelivery[] Read(ReceivedMessage message, out string? problem);
}
