using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>The root of a context that a test made.</summary>
internal sealed class GivenRoot<TKey>(CdcDelivery delivery) : ConsumerRoot<TKey>(delivery.ConsumerName, scopes: null, keyFormat: null)
    where TKey : notnull
{
    public override CdcKeyFormat<TKey> KeyFormat => DefaultKeyFormat.Of<TKey>(delivery.ConsumerName);
}

/// <summary>What a test says of a delivery.</summary>
internal sealed class GivenFacts<TKey>(CdcDelivery delivery, CdcEnvelope<TKey> change) : IDeliveryFacts<TKey>
{
    public CdcEnvelope<TKey> Change { get; } = change;

    public DateTimeOffset? DeadlineOf(ConsumerRoot root) => delivery.Deadline;

    public CdcMessage Describe() => delivery.Message;
}
