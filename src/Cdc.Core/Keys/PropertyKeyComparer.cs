namespace Cdc.Core.Keys;

/// <summary>Compares key records by their key attributes alone. Whatever else a record holds, such as a note or a cached value, does not make it another key.</summary>
/// <param name="values">Gets the value of each attribute. These values must compare by what they hold.</param>
internal sealed class PropertyKeyComparer<TKey>(Func<object, object?>[] values) : IEqualityComparer<TKey>
{
    public bool Equals(TKey? x, TKey? y) =>
        x is null || y is null ? x is null && y is null : Array.TrueForAll(values, value => object.Equals(value(x), value(y)));

    public int GetHashCode(TKey key)
    {
        var hash = default(HashCode);
        foreach (var value in values) hash.Add(SeededHash.Of(value(key!)));
        return hash.ToHashCode();
    }
}
