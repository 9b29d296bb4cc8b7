namespace OrdersDemo.Api;

/// <summary>The states of an order, and which may follow which.</summary>
internal static class OrderStatus
{
    public const string Placed = "placed";

    private static readonly Dictionary<string, string[]> _before = new(StringComparer.Ordinal)
    {
        ["paid"] = [Placed],
        ["shipped"] = ["paid"],
        ["cancelled"] = [Placed, "paid"],
    };

    public static IEnumerable<string> Targets => _before.Keys;

    public static bool IsTarget(string? status) => status is not null && _before.ContainsKey(status);

    public static bool MayFollow(string current, string next) => _before[next].Contains(current, StringComparer.Ordinal);
}
