using System.Globalization;

namespace Cdc.Chaos;

/// <summary>The keys of the written items. A key says what is special about its item.</summary>
internal static class ItemKeys
{
    private const string Rejected = "rejected-";
    private const string Slow = "slow-";

    /// <summary>The handler rejects the changes of one item in so many.</summary>
    private const int ItemsPerRejected = 100;

    /// <summary>The handler takes long for the changes of one item in so many.</summary>
    private const int ItemsPerSlow = 400;

    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(number)}{number}");

    /// <summary>Whether the handler rejects every change of the item.</summary>
    public static bool IsRejected(string key) => key.StartsWith(Rejected, StringComparison.Ordinal);

    /// <summary>Whether the handler takes long for every change of the item.</summary>
    public static bool IsSlow(string key) => key.StartsWith(Slow, StringComparison.Ordinal);

    private static string PrefixOf(int number) =>
        number % ItemsPerRejected == ItemsPerRejected - 1 ? Rejected
        : number % ItemsPerSlow == ItemsPerSlow / 2 ? Slow
        : "item-";
}
