using System.Security.Cryptography;
using System.Text;

namespace Cdc.Consumer.Marks;

/// <summary>Names a mark in a table that several services share.</summary>
internal static class MarkId
{
    /// <summary>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, in bytes of UTF-8.</summary>
    private const int Longest = 2048;

    /// <summary>Writes <c>service/consumer/source/key</c>, or <c>service/consumer/source/stream/label/key</c>; in place of a key that would make that too long, its hash.</summary>
    /// <remarks>Neither name has a slash after escaping, and no ARN has what JSON begins with, so no two marks have one name.</remarks>
    public static string Of(string service, HighWaterMarkKey key)
    {
        var stream = key.StreamLabel is { } label ? $"stream/{Uri.EscapeDataString(label)}/" : "";
        var prefix = $"{Uri.EscapeDataString(service)}/{Uri.EscapeDataString(key.Consumer)}/{key.Source}/{stream}";
        var id = prefix + key.Key;
        return Encoding.UTF8.GetByteCount(id) <= Longest ? id : prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)));
    }
}
