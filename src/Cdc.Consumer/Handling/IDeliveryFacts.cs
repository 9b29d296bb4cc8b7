using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>What a context tells of its delivery, whoever delivers.</summary>
internal interface IDeliveryFacts
{
    /// <summary>Describes the message; called once at most.</summary>
    CdcMessage Describe();

    /// <summary>Says when the handler's token is cancelled at the latest; null where nothing ends it.</summary>
    DateTimeOffset? DeadlineOf(ConsumerRoot root);
}

/// <summary>What a context tells of its delivery, and of the change that was delivered.</summary>
internal interface IDeliveryFacts<TKey> : IDeliveryFacts
{
    CdcEnvelope<TKey> Change { get; }
}
