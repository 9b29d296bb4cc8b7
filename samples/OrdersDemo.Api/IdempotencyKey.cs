using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OrdersDemo.Api;

/// <summary>Makes a repeated POST find the order that the first one placed.</summary>
/// <remarks>The order's id is derived from the key, so the table's own uniqueness does the rest. Once the order is deleted, so is the memory of its key.</remarks>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static bool IsValid(string key) => key.Length is >= 1 and <= 128 && key.All(character => character is >= '!' and <= '~');

    public static string OrderIdOf(string? key) => key is null ? $"o-{Guid.CreateVersion7():N}" : $"o-{Hash(Encoding.UTF8.GetBytes(key))[..16]}";

    public static string HashOf(PlaceOrder request) => Hash(JsonSerializer.SerializeToUtf8Bytes(request, OrdersJson.Default.PlaceOrder));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
