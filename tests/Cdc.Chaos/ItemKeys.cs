using System.Globalization;

namespace Cdc.Chaos;

/// <summary>The keys of the written items. A key says what is special about its item.</summary>
internal static class ItemKeys
{
    private const string Rejected = "rejected-";

    /// <summary>The handler rejects the changes of one item in so many.</summary>
    private const int ItemsPerRejected = 100;

    public static string Of(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{(number % ItemsPerRejected == ItemsPerRejected - 1 ? Rejected : "item-")}{number}");

    /// <summary>Whether the handler rejects every change of the item.</summary>
    public static bool IsRejected(string key) => key.StartsWith(Rejected, StringComparison.Ordinal);
}
