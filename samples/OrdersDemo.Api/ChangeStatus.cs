namespace OrdersDemo.Api;

/// <summary>Is the body of PATCH /orders/{orderId}.</summary>
/// <param name="Status">The new status.</param>
public sealed record ChangeStatus(string? Status);
