using System.Globalization;

namespace OrdersDemo.Load;

/// <summary>How many changes a second the load makes.</summary>
/// <param name="PerSecond">1 to 10,000.</param>
internal readonly record struct LoadRate(int PerSecond)
{
    public const int Max = 10_000;

    private const string Unit = "/s";

    /// <summary>Reads a rate such as <c>1000/s</c>.</summary>
    public static bool TryParse(string text, out LoadRate rate)
    {
        rate = default;
        if (!text.EndsWith(Unit, StringComparison.Ordinal)) return false;
        if (!int.TryParse(text.AsSpan(0, text.Length - Unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var perSecond)) return false;
        if (perSecond is < 1 or > Max) return false;
        rate = new LoadRate(perSecond);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond}{Unit}");
}
