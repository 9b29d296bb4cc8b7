using Cdc.Consumer.Leases;
using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>Reads messages whose changes all have keys of one type.</summary>
internal sealed class EnvelopeBodyReader<TKey>(CdcKeyFormat<TKey> keyFormat) : IBodyReader
    where TKey : notnull
{
    private readonly BodyReader<TKey> _reader = new(new CdcEnvelopeReader<TKey>(keyFormat));

    public IEqualityComparer<object> Items { get; } = new EnvelopeItemComparer<TKey>(keyFormat.KeyComparer);

    public ChangeDelivery[] Read(ReceivedMessage message, out string? problem)
    {
        var changes = _reader.Read(message.Message.Body, out problem);
        if (changes.Count == 0) return [];
        var deliveries = new ChangeDelivery[changes.Count];
        for (var index = 0; index < deliveries.Length; index++) deliveries[index] = new ChangeDelivery<TKey>(message, index, changes[index]);
        return deliveries;
    }
}

/// <summary>Compares the items of envelopes, by their tables and what their keys hold.</summary>
internal sealed class EnvelopeItemComparer<TKey>(IEqualityComparer<TKey> keys) : IEqualityComparer<object>
    where TKey : notnull
{
    bool IEqualityComparer<object>.Equals(object? x, object? y) =>
        x is CdcEnvelope<TKey> one && y is CdcEnvelope<TKey> other
        && keys.Equals(one.Key, other.Key) && string.Equals(one.Source, other.Source, StringComparison.Ordinal);

    // With the source: whoever may send names one key in as many tables as he likes.
    int IEqualityComparer<object>.GetHashCode(object envelope) =>
        envelope is CdcEnvelope<TKey> change ? HashCode.Combine(keys.GetHashCode(change.Key), change.Source.GetHashCode(StringComparison.Ordinal)) : 0;
}
