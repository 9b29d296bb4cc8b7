using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Changes bytes as a broken wire does, or somebody who knows nothing of JSON.</summary>
internal static class ByteMutations
{
    // Bytes that mean something to JSON or to UTF-8.
    private static readonly byte[] _bytes = [.. "{}[],:\"\\0159eE+-.nu /*"u8, 0, 0x0A, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xED, 0xF4, 0xFF];

    private static readonly byte[][] _pieces =
    [
        [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF, 0xFE], [0, 0, 0, 0], [.. "\\ud800"u8], [.. "null"u8], [.. "\"\""u8],
    ];

    /// <summary>Makes one change.</summary>
    /// <param name="bytes">What is changed; stays as it is.</param>
    /// <param name="other">Bytes of another input, to splice with.</param>
    /// <param name="dice">Says what.</param>
    public static byte[] Mutate(byte[] bytes, byte[] other, Dice dice)
    {
        if (bytes.Length == 0) return [.. dice.Pick(_pieces)];
        var at = dice.Next(bytes.Length);
        var end = Math.Min(bytes.Length, at + 1 + dice.Next(40));
        switch (dice.Next(10))
        {
            case 0: return With(bytes, at, (byte)(bytes[at] ^ (1 << dice.Next(8))));
            case 1: return With(bytes, at, dice.Pick(_bytes));
            case 2: return [.. bytes[..at], dice.Pick(_bytes), .. bytes[at..]];
            case 3: return [.. bytes[..at], .. bytes[end..]];
            case 4: return [.. bytes[..end], .. bytes[at..]];
            case 5: return [.. bytes[..at], .. dice.Pick(_pieces), .. bytes[at..]];
            case 6: return bytes[..at];
            case 7 when other.Length > 0: return [.. bytes[..at], .. other[dice.Next(other.Length)..]];
            case 8 when dice.OneIn(4): return Encode(Encoding.UTF8.GetString(bytes), dice);
            default: return dice.OneIn(2) ? [.. _pieces[0], .. bytes] : [.. bytes, dice.Pick(_bytes)];
        }
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var changed = bytes.AsSpan().ToArray();
        changed[at] = value;
        return changed;
    }

    private static byte[] Encode(string text, Dice dice) => dice.Next(4) switch
    {
        0 => Encoding.Unicode.GetBytes(text),
        1 => Encoding.BigEndianUnicode.GetBytes(text),
        2 => Encoding.UTF32.GetBytes(text),
        _ => Encoding.Latin1.GetBytes(text),
    };
}
