using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>A table with one key attribute: <c>data</c> has one property, and its value is the key.</summary>
internal sealed class SingleKeyFormat<TKey>(string? attributeName, ScalarKey<TKey> scalar) : CdcKeyFormat<TKey>
{
    internal override TKey Read(ReadOnlySpan<byte> data, long start)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
            throw new CdcEnvelopeFormatException("has no key attribute", "data", start);
        var name = reader.GetString()!;
        if (attributeName is not null && name != attributeName)
            throw new CdcEnvelopeFormatException($"is not the key attribute '{attributeName}'", $"data.{name}", start);

        reader.Read();
        var position = start + reader.TokenStartIndex;
        if (!scalar.Read(ref reader, out var key))
            throw new CdcEnvelopeFormatException($"is not {scalar.Expected}", $"data.{name}", position);
        reader.Skip();
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new CdcEnvelopeFormatException($"has several key attributes, which {typeof(TKey).Name} cannot hold: use a key record", "data", start);
        return key;
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
}
