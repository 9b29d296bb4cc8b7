using Cdc.Core;

namespace Cdc.Consumer.Routing;

/// <summary>Gives envelopes other keys.</summary>
internal static class EnvelopeKeys
{
    /// <summary>Makes the same envelope with the key as another type.</summary>
    public static CdcEnvelope<TKey> WithKey<TKey>(this CdcEnvelope<ReadOnlyMemory<byte>> change, TKey key) => new()
    {
        Id = change.Id,
        Source = change.Source,
        Type = change.Type,
        Time = change.Time,
        Operation = change.Operation,
        Sequence = change.Sequence,
        StreamLabel = change.StreamLabel,
        Expired = change.Expired,
        TraceParent = change.TraceParent,
        TraceState = change.TraceState,
        Key = key,
    };
}
