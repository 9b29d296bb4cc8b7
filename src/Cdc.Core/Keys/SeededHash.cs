using System.Runtime.InteropServices;

namespace Cdc.Core.Keys;

/// <summary>Hashes what keys hold with the seed that this process has for texts.</summary>
/// <remarks>
/// A number's or a GUID's own hash is the same in every process, so whoever writes keys could choose ever so many with one hash. A text's is seeded
/// (https://learn.microsoft.com/dotnet/api/system.string.gethashcode), so the bytes are hashed as a text's are.
/// </remarks>
internal static class SeededHash
{
    /// <summary>Hashes bytes.</summary>
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes));
        return bytes.Length % sizeof(char) == 0 ? hash : HashCode.Combine(hash, bytes[^1]);
    }

    /// <summary>Hashes a value of a type that compares by what it holds, as that type compares.</summary>
    public static int Of(object? value) => value switch
    {
        null => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        long number => OfBits(number),
        ulong number => OfBits(number),
        Guid guid => OfBits(guid),
        decimal number => Of(number),
        double number => OfBits(number == 0 || double.IsNaN(number) ? number.GetHashCode() : BitConverter.DoubleToInt64Bits(number)),
        // Their own hashes tell all their values apart, and take values with one remainder.
        _ => OfBits(value.GetHashCode()),
    };

    /// <summary>Hashes a number.</summary>
    public static int Of(long number) => OfBits(number);

    /// <inheritdoc cref="Of(long)"/>
    public static int Of(Guid guid) => OfBits(guid);

    /// <inheritdoc cref="Of(long)"/>
    // 1.0 and 1.00 are equal and have other bits; this division takes away all zeros at the end.
    public static int Of(decimal number) => OfBits(number == 0 ? 0 : number / 1.0000000000000000000000000000m);

    private static int OfBits<T>(T value)
        where T : unmanaged => Of(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
