using System.Text;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Sns;

/// <summary>Writes fields of an <c>application/x-www-form-urlencoded</c> body.</summary>
internal static class FormWriter
{
    private static readonly bool[] _isUnreserved = Unreserved();

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
    /// <remarks>A message is full of quotation marks: a table look-up for each byte beats searching for runs.</remarks>
    public static void Encode(Utf8Arena form, ReadOnlySpan<byte> value)
    {
        var output = form.GetSpan(value.Length * 3);
        var written = 0;
        foreach (var character in value)
        {
            if (_isUnreserved[character])
            {
                output[written++] = character;
                continue;
            }

            output[written] = (byte)'%';
            output[written + 1] = Hex(character >> 4);
            output[written + 2] = Hex(character & 15);
            written += 3;
        }

        form.Advance(written);
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static bool[] Unreserved()
    {
        var unreserved = new bool[256];
        foreach (var character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8) unreserved[character] = true;
        return unreserved;
    }
}
