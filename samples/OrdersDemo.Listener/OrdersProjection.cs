using System.Collections.Concurrent;

namespace OrdersDemo.Listener;

/// <summary>Keeps the listener's own view of the orders. Here it is in memory; a real service would have a database of its own.</summary>
/// <remarks>Each change replaces the whole entry by what the table holds now, so a change that comes twice changes nothing.</remarks>
public sealed class OrdersProjection
{
    private readonly ConcurrentDictionary<string, OrderSummary> _orders = new(StringComparer.Ordinal);

    /// <summary>Gets the orders that there are, by their ids.</summary>
    public IReadOnlyDictionary<string, OrderSummary> Orders => _orders;

    /// <summary>Stores an order as it was just read.</summary>
    /// <param name="orderId">The order's id.</param>
    /// <param name="order">The order, or null where it no longer exists.</param>
    public void Apply(string orderId, OrderSummary? order)
    {
        if (order is null) _orders.TryRemove(orderId, out _);
        else _orders[orderId] = order;
    }
}
