namespace OrdersDemo.Listener;

/// <summary>Is what this service keeps of an order.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Status">Its status when it was read.</param>
/// <param name="Total">The sum over its lines.</param>
/// <param name="Version">Its version when it was read.</param>
/// <param name="UpdatedAt">When that version was written.</param>
public sealed record OrderSummary(string OrderId, string Status, decimal Total, long Version, DateTimeOffset UpdatedAt);
