namespace Cdc.Core.Keys;

/// <summary>Compares single values as their type does, and hashes them so that nobody can choose values with one hash.</summary>
internal sealed class ScalarKeyComparer<TKey>(Func<TKey, int> hash) : IEqualityComparer<TKey>
{
    public bool Equals(TKey? x, TKey? y) => EqualityComparer<TKey>.Default.Equals(x, y);

    public int GetHashCode(TKey key) => hash(key);
}
