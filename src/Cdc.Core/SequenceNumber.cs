using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Cdc.Core;

/// <summary>Names the position of a change in its table's stream.</summary>
/// <remarks>
/// DynamoDB writes 21 to 40 decimal digits
/// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html"/>) of varying length, so
/// the texts do not sort; values of this type compare as numbers. A later change of an item has a greater number than its earlier ones. Between items
/// the order says nothing. Emulators write fewer digits, so this type reads 1 to 40.
/// </remarks>
public readonly struct SequenceNumber
    : IEquatable<SequenceNumber>, IComparable<SequenceNumber>, IComparable, ISpanFormattable, IUtf8SpanFormattable,
      ISpanParsable<SequenceNumber>, IUtf8SpanParsable<SequenceNumber>
{
    /// <summary>The most digits that a sequence number has: 40. The wire format pads to this length.</summary>
    public const int MaxDigits = 40;

    private const int LowDigits = 18;

    // Digits 1-4, 5-22 and 23-40 of the padded number.
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly ulong _low;

    private SequenceNumber(ulong high, ulong middle, ulong low)
    {
        _high = high;
        _middle = middle;
        _low = low;
    }

    /// <summary>Reads a sequence number.</summary>
    /// <param name="text">1 to 40 decimal digits; leading zeros count as digits.</param>
    /// <returns>The number.</returns>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static SequenceNumber Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var result) ? result : throw new FormatException("A sequence number is 1 to 40 decimal digits.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char})"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static SequenceNumber Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan());
    }

    /// <summary>Reads a sequence number, if the text is one.</summary>
    /// <param name="text">1 to 40 decimal digits; leading zeros count as digits.</param>
    /// <param name="result">The number, or zero where the answer is false.</param>
    /// <returns>Whether the text is a sequence number.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out SequenceNumber result)
    {
        Span<byte> utf8 = stackalloc byte[MaxDigits];
        result = default;
        return Encoding.UTF8.TryGetBytes(text, utf8, out var length) && TryParse(utf8[..length], out result);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out SequenceNumber)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out SequenceNumber result) => TryParse(text.AsSpan(), out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out SequenceNumber)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out SequenceNumber result)
    {
        result = default;
        if (text.Length is 0 or > MaxDigits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;

        var low = Take(ref text);
        var middle = Take(ref text);
        result = new SequenceNumber(Take(ref text), middle, low);
        return true;

        static ulong Take(ref ReadOnlySpan<byte> digits)
        {
            var start = Math.Max(0, digits.Length - LowDigits);
            ulong value = 0;
            foreach (var digit in digits[start..]) value = (value * 10) + (ulong)(digit - '0');
            digits = digits[..start];
            return value;
        }
    }

    static SequenceNumber IParsable<SequenceNumber>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<SequenceNumber>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SequenceNumber result) =>
        TryParse(s, out result);

    static SequenceNumber ISpanParsable<SequenceNumber>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<SequenceNumber>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out SequenceNumber result) =>
        TryParse(s, out result);

    static SequenceNumber IUtf8SpanParsable<SequenceNumber>.Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) =>
        TryParse(utf8Text, out var result) ? result : throw new FormatException("A sequence number is 1 to 40 decimal digits.");

    static bool IUtf8SpanParsable<SequenceNumber>.TryParse(
        ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out SequenceNumber result) => TryParse(utf8Text, out result);

    /// <summary>Writes the number in its wire form.</summary>
    /// <returns>40 decimal digits, padded with zeros, so that texts sort as the numbers do.</returns>
    public override string ToString() => string.Create(MaxDigits, this, static (span, number) => number.Format(span));

    /// <summary>Writes the wire form as UTF-8, where there is room.</summary>
    /// <param name="utf8Destination">Where to write; at least 40 bytes.</param>
    /// <param name="bytesWritten">40, or 0 where the answer is false.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (utf8Destination.Length < MaxDigits) return false;
        _high.TryFormat(utf8Destination, out _, "D4", CultureInfo.InvariantCulture);
        _middle.TryFormat(utf8Destination[4..], out _, "D18", CultureInfo.InvariantCulture);
        _low.TryFormat(utf8Destination[22..], out _, "D18", CultureInfo.InvariantCulture);
        bytesWritten = MaxDigits;
        return true;
    }

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = 0;
        if (destination.Length < MaxDigits) return false;
        Format(destination);
        charsWritten = MaxDigits;
        return true;
    }

    bool IUtf8SpanFormattable.TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        TryFormat(utf8Destination, out bytesWritten);

    /// <inheritdoc/>
    public int CompareTo(SequenceNumber other)
    {
        var order = _high.CompareTo(other._high);
        if (order == 0) order = _middle.CompareTo(other._middle);
        return order == 0 ? _low.CompareTo(other._low) : order;
    }

    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        SequenceNumber other => CompareTo(other),
        _ => throw new ArgumentException("A sequence number compares with sequence numbers only.", nameof(obj)),
    };

    /// <inheritdoc/>
    public bool Equals(SequenceNumber other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SequenceNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);

    /// <summary>Tells whether two numbers are equal.</summary>
    /// <param name="left">The left number.</param>
    /// <param name="right">The right number.</param>
    /// <returns>True where this is so.</returns>
    public static bool operator ==(SequenceNumber left, SequenceNumber right) => left.Equals(right);

    /// <summary>Tells whether two numbers differ.</summary>
    /// <inheritdoc cref="operator ==(SequenceNumber, SequenceNumber)"/>
    public static bool operator !=(SequenceNumber left, SequenceNumber right) => !left.Equals(right);

    /// <summary>Tells whether the left number is older than the right one, where both are of one item.</summary>
    /// <inheritdoc cref="operator ==(SequenceNumber, SequenceNumber)"/>
    public static bool operator <(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) < 0;

    /// <summary>Tells whether the left number is not newer than the right one, where both are of one item.</summary>
    /// <inheritdoc cref="operator ==(SequenceNumber, SequenceNumber)"/>
    public static bool operator <=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Tells whether the left number is newer than the right one, where both are of one item.</summary>
    /// <inheritdoc cref="operator ==(SequenceNumber, SequenceNumber)"/>
    public static bool operator >(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) > 0;

    /// <summary>Tells whether the left number is not older than the right one, where both are of one item.</summary>
    /// <inheritdoc cref="operator ==(SequenceNumber, SequenceNumber)"/>
    public static bool operator >=(SequenceNumber left, SequenceNumber right) => left.CompareTo(right) >= 0;

    private void Format(Span<char> destination)
    {
        _high.TryFormat(destination, out _, "D4", CultureInfo.InvariantCulture);
        _middle.TryFormat(destination[4..], out _, "D18", CultureInfo.InvariantCulture);
        _low.TryFormat(destination[22..], out _, "D18", CultureInfo.InvariantCulture);
    }
}
