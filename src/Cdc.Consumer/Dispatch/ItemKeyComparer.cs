namespace Cdc.Consumer.Dispatch;

/// <summary>Compares items by what their keys hold.</summary>
internal sealed class ItemKeyComparer<TKey>(IEqualityComparer<TKey> keys) : IEqualityComparer<ItemKey<TKey>>
    where TKey : notnull
{
    public bool Equals(ItemKey<TKey> x, ItemKey<TKey> y) => keys.Equals(x.Key, y.Key) && string.Equals(x.Source, y.Source, StringComparison.Ordinal);

    // Few tables share a queue: the key alone spreads well enough.
    public int GetHashCode(ItemKey<TKey> item) => keys.GetHashCode(item.Key);
}
