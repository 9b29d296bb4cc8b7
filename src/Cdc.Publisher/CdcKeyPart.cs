using System.Text;
using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;

namespace Cdc.Publisher;

/// <summary>Is one key attribute of an item, for <see cref="StreamRecord.KeyOf"/>.</summary>
public readonly record struct CdcKeyPart
{
    private CdcKeyPart(string name, string json)
    {
        Name = name;
        Json = json;
    }

    /// <summary>The name and the value as JSON; null where nobody made the attribute.</summary>
    internal string? Name { get; }

    internal string? Json { get; }

    /// <summary>Makes an attribute of type S.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The text.</param>
    /// <returns>The attribute.</returns>
    /// <exception cref="ArgumentException">The name or the text is null, empty or not valid Unicode.</exception>
    public static CdcKeyPart Text(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return new CdcKeyPart(Quote(name), Quote(value));
    }

    /// <summary>Makes an attribute of type N.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="digits">The number as DynamoDB writes it; it goes into the envelope as it stands.</param>
    /// <returns>The attribute.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode, or the digits are no number.</exception>
    public static CdcKeyPart Number(string name, string digits)
    {
        ArgumentException.ThrowIfNullOrEmpty(digits);
        if (!TypedValueReader.IsJsonNumber(Encoding.UTF8.GetBytes(digits))) throw new ArgumentException($"'{digits}' is not a number.", nameof(digits));
        return new CdcKeyPart(Quote(name), digits);
    }

    /// <summary>Makes an attribute of type B.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The bytes.</param>
    /// <returns>The attribute.</returns>
    /// <exception cref="ArgumentException">The name is null, empty or not valid Unicode, or there are no bytes.</exception>
    public static CdcKeyPart Binary(string name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) throw new ArgumentException("A key is not empty.", nameof(value));
        return new CdcKeyPart(Quote(name), Quote(Convert.ToBase64String(value)));
    }

    private static string Quote(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        using var arena = new Utf8Arena();
        try
        {
            return arena.Text(JsonText.AppendQuoted(arena, new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text)));
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The text is not valid Unicode.", nameof(text));
        }
    }
}
