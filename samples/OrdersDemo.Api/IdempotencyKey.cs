using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrdersDemo.Api;

/// <summary>Makes a repeated POST find the order that the first one placed.</summary>
/// <remarks>The order's id is derived from the key, so the table itself keeps it unique. Once the order is deleted, nothing remembers its key.</remarks>
public static class IdempotencyKey
{
    /// <summary>The header that carries the key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Tells whether a key is valid.</summary>
    /// <param name="key">Valid are 1 to 128 visible ASCII characters.</param>
    /// <returns>True where it is valid.</returns>
    public static bool IsValid(string key) => key?.Length is >= 1 and <= 128 && key.All(character => character is >= '!' and <= '~');

    /// <summary>Gives the id of the order that is placed with a key.</summary>
    /// <param name="key">The key; null for a new id each time.</param>
    /// <returns>The order's id.</returns>
    public static string OrderIdOf(string? key) => key is null ? $"o-{Guid.CreateVersion7():N}" : $"o-{Hash(Encoding.UTF8.GetBytes(key))[..32]}";

    internal static string HashOf(PlaceOrder request) => Hash(JsonSerializer.SerializeToUtf8Bytes(request, OrdersJson.Default.PlaceOrder));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
