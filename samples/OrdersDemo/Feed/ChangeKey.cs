using Cdc.Core;

namespace OrdersDemo.Feed;

/// <summary>Names a change from the stream on.</summary>
/// <param name="OrderId">The order that changed.</param>
/// <param name="Operation">What happened to it.</param>
/// <param name="EventId">The stream record's id, which is the envelope's too.</param>
/// <param name="WrittenAt">When the table had it; null where this is unknown.</param>
internal readonly record struct ChangeKey(string OrderId, ChangeOperation Operation, string EventId, DateTimeOffset? WrittenAt = null)
{
    public static ChangeKey Of<TKey>(CdcEnvelope<TKey> change, string orderId) => new(orderId, change.Operation, change.Id, change.Time);
}
