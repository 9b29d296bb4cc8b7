using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>An item at its place; a table replaces the item, an index the whole entry.</summary>
internal sealed class StoredItem(ItemPosition position, MapValue item) : IComparable<StoredItem>
{
    public ItemPosition Position { get; } = position;

    public MapValue Item { get; set; } = item;

    public int CompareTo(StoredItem? other) => Position.CompareTo(other?.Position);
}
