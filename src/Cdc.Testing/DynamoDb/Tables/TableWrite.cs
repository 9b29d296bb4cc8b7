using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>A write to one item that can be carried out: what the item becomes, provided that a condition holds.</summary>
/// <param name="Table">The item's table.</param>
/// <param name="Position">The item's place.</param>
/// <param name="Condition">What must hold; null for nothing.</param>
/// <param name="Change">Makes the new item of the old one; null stands for no item.</param>
internal sealed record TableWrite(Table Table, ItemPosition Position, Condition? Condition, Func<MapValue?, MapValue?> Change);
