namespace OrdersDemo.Api;

/// <summary>Is the body of POST /orders.</summary>
/// <param name="Customer">Who orders: 1 to 100 characters.</param>
/// <param name="Lines">What: 1 to 100 lines.</param>
public sealed record PlaceOrder(string? Customer, IReadOnlyList<OrderLine?>? Lines)
{
    /// <summary>Finds everything that is wrong with the order.</summary>
    /// <returns>For each wrong field, what is wrong with it; empty where nothing is.</returns>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(Customer) || Customer.Length > 100) faults["customer"] = ["Give the customer 1 to 100 characters."];
        if (Lines is null or { Count: 0 or > 100 }) faults["lines"] = ["Give the order 1 to 100 lines."];
        for (var index = 0; index < (Lines?.Count ?? 0); index++)
        {
            if (Lines![index] is not { } line) faults[$"lines[{index}]"] = ["The line is null."];
            else AddFaults(faults, $"lines[{index}]", line);
        }

        return faults;
    }

    private static void AddFaults(Dictionary<string, string[]> faults, string name, OrderLine line)
    {
        if (string.IsNullOrWhiteSpace(line.Sku) || line.Sku.Length > 64) faults[$"{name}.sku"] = ["Give the sku 1 to 64 characters."];
        if (line.Quantity is < 1 or > 1000) faults[$"{name}.quantity"] = ["The quantity is 1 to 1000."];
        if (line.UnitPrice is < 0 or > 1_000_000 || decimal.Round(line.UnitPrice, 2) != line.UnitPrice)
            faults[$"{name}.unitPrice"] = ["The unit price is 0 to 1000000, with at most two decimal places."];
    }
}
