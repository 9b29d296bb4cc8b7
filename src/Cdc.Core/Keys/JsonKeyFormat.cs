using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Hands <c>data</c> on as the JSON that it is.</summary>
internal sealed class JsonKeyFormat : CdcKeyFormat<ReadOnlyMemory<byte>>
{
    public static readonly JsonKeyFormat Instance = new();

    public override IEqualityComparer<ReadOnlyMemory<byte>> KeyComparer { get; } = new ContentComparer();

    internal override ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> data, long start)
    {
        KeyAttribute.ReadAll(data, start);
        return data.ToArray();
    }

    internal override void Write(Utf8JsonWriter output, ReadOnlyMemory<byte> key) => KeyAttribute.Write(output, ReadKey(key.Span));

    private static List<KeyAttribute> ReadKey(ReadOnlySpan<byte> key)
    {
        try
        {
            return KeyAttribute.ReadAll(key, 0);
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A string is not valid Unicode.");
        }
    }

    /// <summary>Compares keys by what they say, however they are written.</summary>
    private sealed class ContentComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span) || Canonical(x) == Canonical(y);

        public int GetHashCode(ReadOnlyMemory<byte> key) => Canonical(key).GetHashCode(StringComparison.Ordinal);

        private static string Canonical(ReadOnlyMemory<byte> key) => Instance.ToCanonicalJson(key);
    }
}
