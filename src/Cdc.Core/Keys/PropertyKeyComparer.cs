namespace Cdc.Core.Keys;

/// <summary>Compares key records by their key attributes alone: what else a record holds, as a note or what it has computed once, makes no other key of it.</summary>
/// <param name="values">Gets the value of each attribute; values that compare by what they are.</param>
internal sealed class PropertyKeyComparer<TKey>(Func<object, object?>[] values) : IEqualityComparer<TKey>
{
    public bool Equals(TKey? x, TKey? y) =>
        x is null || y is null ? x is null && y is null : Array.TrueForAll(values, value => object.Equals(value(x), value(y)));

    public int GetHashCode(TKey key)
    {
        var hash = default(HashCode);
        foreach (var value in values) hash.Add(value(key!));
        return hash.ToHashCode();
    }
}
