using System.Globalization;

namespace Cdc.Chaos;

/// <summary>The keys of the items that are written; each says what is special about its item.</summary>
internal static class ItemKeys
{
    private const string Rejected = "rejected-";

    /// <summary>Every so many items there is one whose changes the handler rejects.</summary>
    private const int ItemsPerRejected = 100;

    public static string Of(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{(number % ItemsPerRejected == ItemsPerRejected - 1 ? Rejected : "item-")}{number}");

    /// <summary>Whether the handler rejects every change of the item.</summary>
    public static bool IsRejected(string key) => key.StartsWith(Rejected, StringComparison.Ordinal);
}
