using System.Diagnostics.CodeAnalysis;
using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Tells that an item changed, with the item as it is now.</summary>
/// <typeparam name="TKey">The item's key.</typeparam>
/// <typeparam name="TItem">The item.</typeparam>
/// <param name="Change">Which item changed, how and when.</param>
/// <param name="Item">
/// The item as it was read after the change arrived: it may be newer than the change, never older. Null where the change is a removal, for which nothing is
/// read, and where there is no such item any more: see <see cref="IsGone"/>.
/// </param>
public sealed record CdcItemChange<TKey, TItem>(CdcEnvelope<TKey> Change, TItem? Item)
    where TKey : notnull
    where TItem : class
{
    /// <summary>Gets whether there is no item.</summary>
    /// <value>
    /// True for every removal, and for an insert, modification or snapshot whose item has been removed since: handle them alike. A removal whose item
    /// has been put there again is followed by the change that did so.
    /// </value>
    [MemberNotNullWhen(false, nameof(Item))]
    public bool IsGone => Item is null;
}
