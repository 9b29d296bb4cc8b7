using System.Buffers.Binary;
using System.Text;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Sns;

/// <summary>Writes fields of an <c>application/x-www-form-urlencoded</c> body.</summary>
internal static class FormWriter
{
    // Of each byte what it is encoded as: one character or three, and in the highest byte which of the two.
    private static readonly uint[] _encoded = [.. Enumerable.Range(0, 256).Select(character => Encoded((byte)character))];

    /// <summary>Appends a field, and an ampersand before it where it is not the first.</summary>
    /// <param name="form">The body.</param>
    /// <param name="prefix">The start of the name; needs no encoding.</param>
    /// <param name="name">The rest of the name; needs no encoding.</param>
    /// <param name="value">The value.</param>
    public static void Field(Utf8Arena form, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(form, prefix, name);
        Encode(form, value);
    }

    public static void Field(Utf8Arena form, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, string value)
    {
        Name(form, prefix, name);
        Span<byte> small = stackalloc byte[512];
        Encode(form, Encoding.UTF8.TryGetBytes(value, small, out var length) ? small[..length] : Encoding.UTF8.GetBytes(value));
    }

    public static void Field(Utf8Arena form, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, int value)
    {
        Name(form, prefix, name);
        form.Append(value);
    }

    private static void Name(Utf8Arena form, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        if (form.Position > 0) form.Append((byte)'&');
        form.Append(prefix);
        form.Append(name);
        form.Append((byte)'=');
    }

    /// <summary>Appends a value, or a part of one.</summary>
    /// <remarks>A message is full of quotation marks: a table look-up for each byte, without a branch that the processor would have to guess, beats searching for runs.</remarks>
    public static void Encode(Utf8Arena form, ReadOnlySpan<byte> value)
    {
        // Four bytes are written for each, of which the next one's overwrite what does not count.
        var output = form.GetSpan((value.Length * 3) + sizeof(uint));
        var written = 0;
        foreach (var character in value)
        {
            var encoded = _encoded[character];
            BinaryPrimitives.WriteUInt32LittleEndian(output[written..], encoded);
            written += (int)(encoded >> 24);
        }

        form.Advance(written);
    }

    private static uint Encoded(byte character) => char.IsAsciiLetterOrDigit((char)character) || "-_.~"u8.Contains(character)
        ? (1u << 24) | character
        : (3u << 24) | ((uint)Hex(character & 15) << 16) | ((uint)Hex(character >> 4) << 8) | '%';

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
