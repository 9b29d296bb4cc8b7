namespace Cdc.Consumer.Dispatch;

/// <summary>Compares items by what their keys hold.</summary>
internal sealed class ItemKeyComparer<TKey> : IEqualityComparer<ItemKey<TKey>>
    where TKey : notnull
{
    private readonly IEqualityComparer<TKey> _keys = typeof(TKey) == typeof(ReadOnlyMemory<byte>)
        ? (IEqualityComparer<TKey>)(object)new BytesComparer()
        : EqualityComparer<TKey>.Default;

    /// <summary>Whether two keys that hold the same are known to be equal: a class without equality of its own would lose the order.</summary>
    public static bool CanCompare =>
        typeof(TKey).IsValueType || typeof(TKey).IsAssignableTo(typeof(IEquatable<TKey>));

    public bool Equals(ItemKey<TKey> x, ItemKey<TKey> y) => _keys.Equals(x.Key, y.Key) && string.Equals(x.Source, y.Source, StringComparison.Ordinal);

    public int GetHashCode(ItemKey<TKey> item) => HashCode.Combine(item.Source, _keys.GetHashCode(item.Key));

    private sealed class BytesComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> key)
        {
            var hash = default(HashCode);
            hash.AddBytes(key.Span);
            return hash.ToHashCode();
        }
    }
}
