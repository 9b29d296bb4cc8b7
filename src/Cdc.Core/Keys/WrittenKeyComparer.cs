using System.Buffers;
using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Compares keys by their written form. This is right for every type, even for a record with a byte array.</summary>
internal sealed class WrittenKeyComparer<TKey>(CdcKeyFormat<TKey> format) : IEqualityComparer<TKey>
{
    public bool Equals(TKey? x, TKey? y) => x is null || y is null ? x is null && y is null : Write(x).SequenceEqual(Write(y));

    public int GetHashCode(TKey key) => SeededHash.Of(Write(key));

    private ReadOnlySpan<byte> Write(TKey key)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var output = new Utf8JsonWriter(buffer)) format.Write(output, key);
        return buffer.WrittenSpan;
    }
}
