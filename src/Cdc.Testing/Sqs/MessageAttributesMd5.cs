using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Cdc.Testing.Sqs;

/// <summary>The digests that SQS answers with, and that SDK clients compare with their own.</summary>
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "SQS's protocol asks for MD5; it guards against damage, not against people.")]
internal static class MessageAttributesMd5
{
    private const byte StringTransport = 1;
    private const byte BinaryTransport = 2;

    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Hashes attributes in the order of their names: name, type, kind of value, value; null when there are none.</summary>
    public static string? Of(IEnumerable<KeyValuePair<string, MessageAttribute>> attributes)
    {
        using var buffer = new MemoryStream();
        foreach (var (name, attribute) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(buffer, Encoding.UTF8.GetBytes(name));
            Append(buffer, Encoding.UTF8.GetBytes(attribute.DataType));
            buffer.WriteByte(attribute.IsBinary ? BinaryTransport : StringTransport);
            Append(buffer, attribute.BinaryValue ?? Encoding.UTF8.GetBytes(attribute.StringValue ?? ""));
        }

        return buffer.Length == 0 ? null : Convert.ToHexStringLower(MD5.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void Append(MemoryStream buffer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        buffer.Write(length);
        buffer.Write(bytes);
    }
}
