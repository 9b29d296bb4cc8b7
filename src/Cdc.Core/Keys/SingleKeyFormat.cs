using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>A table with one key attribute: <c>data</c> has one property, and its value is the key.</summary>
internal sealed class SingleKeyFormat<TKey>(string? attributeName, ScalarKey<TKey> scalar) : CdcKeyFormat<TKey>
{
    private string? _seenName;

    public override IEqualityComparer<TKey> KeyComparer => scalar.Comparer;

    internal override TKey Read(ReadOnlySpan<byte> data, long start)
    {
        if (!KeyAttribute.TryReadSingle(data, start, ref _seenName, out var attribute))
        {
            var second = KeyAttribute.ReadAll(data, start)[1];
            throw second.Wrong($"is a second key attribute, which {typeof(TKey).Name} cannot hold: use a key record");
        }

        if (attributeName is not null && attribute.Name != attributeName) throw attribute.Wrong($"is not the key attribute '{attributeName}'");
        return scalar.TryRead(attribute, out var key) ? key : throw attribute.Wrong($"is not {scalar.Expected}");
    }

    internal override void Write(Utf8JsonWriter output, TKey key)
    {
        if (attributeName is null)
            throw new InvalidOperationException($"To write a {typeof(TKey).Name} key, give CdcKeyFormat the key attribute's name.");
        output.WriteStartObject();
        output.WritePropertyName(attributeName);
        scalar.Write(output, key);
        output.WriteEndObject();
    }

    internal override void WriteCanonical(Utf8JsonWriter output, TKey key)
    {
        if (key is null or string { Length: 0 }) throw new ArgumentException("The key is empty, which no item's is.", nameof(key));
        scalar.Write(output, key);
    }
}
