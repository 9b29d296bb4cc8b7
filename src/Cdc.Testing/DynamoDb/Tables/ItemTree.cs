using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>The items of a table or an index in order.</summary>
internal sealed class ItemTree
{
    private readonly SortedSet<StoredItem> _items = [];

    public int Count => _items.Count;

    public IEnumerable<StoredItem> All => _items;

    public MapValue? Find(ItemPosition position) => _items.TryGetValue(Probe(position), out var stored) ? stored.Item : null;

    public void Put(ItemPosition position, MapValue item)
    {
        var entry = new StoredItem(position, item);
        if (_items.Add(entry)) return;
        _items.TryGetValue(entry, out var stored);
        stored!.Item = item;
    }

    public void Remove(ItemPosition position) => _items.Remove(Probe(position));

    /// <summary>The items between two places that are no items' own, ascending or descending; walk it under the table's lock.</summary>
    public IEnumerable<StoredItem> Between(ItemPosition from, ItemPosition to, bool forward)
    {
        if (from.CompareTo(to) >= 0) return [];
        var range = _items.GetViewBetween(Probe(from), Probe(to));
        return forward ? range : range.Reverse();
    }

    private static StoredItem Probe(ItemPosition position) => new(position, MapValue.Empty);
}
