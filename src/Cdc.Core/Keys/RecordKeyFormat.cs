using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cdc.Core.Keys;

/// <summary>A key record: its JSON properties are the table's key attributes, all of them and no others.</summary>
internal sealed class RecordKeyFormat<TKey> : CdcKeyFormat<TKey>
{
    private readonly JsonTypeInfo<TKey> _typeInfo;
    private readonly JsonPropertyInfo[]? _properties;
    private readonly StringComparison _comparison;

    public RecordKeyFormat(JsonTypeInfo<TKey> typeInfo)
    {
        _typeInfo = typeInfo;
        typeInfo.MakeReadOnly();
        _comparison = typeInfo.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (typeInfo.Kind == JsonTypeInfoKind.Object)
            _properties = [.. typeInfo.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)];
    }

    internal override TKey Read(ReadOnlySpan<byte> data, long start)
    {
        if (_properties is not null) CheckAttributes(data, start, _properties);
        try
        {
            return JsonSerializer.Deserialize(data, _typeInfo)
                ?? throw new CdcEnvelopeFormatException($"is null, not {typeof(TKey).Name}", "data", start);
        }
        catch (JsonException error)
        {
            // The serializer's own message may quote the value.
            throw new CdcEnvelopeFormatException($"cannot be read as {typeof(TKey).Name}", FieldOf(error), start);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or OverflowException)
        {
            // A converter or the key's constructor refused the value; its message may quote it too.
            throw new CdcEnvelopeFormatException($"was refused by {typeof(TKey).Name} with {error.GetType().Name}", "data", start);
        }
    }

    internal override void Write(Utf8JsonWriter output, TKey key) => JsonSerializer.Serialize(output, key, _typeInfo);

    private static string FieldOf(JsonException error) =>
        error.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? "data" + path[1..] : "data";

    private void CheckAttributes(ReadOnlySpan<byte> data, long start, JsonPropertyInfo[] properties)
    {
        Span<bool> seen = stackalloc bool[properties.Length];
        var reader = new Utf8JsonReader(data);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var position = start + reader.TokenStartIndex;
            var index = Array.FindIndex(properties, property => property.Name.Equals(name, _comparison));
            if (index < 0)
                throw new CdcEnvelopeFormatException($"is a key attribute that {typeof(TKey).Name} has no property for", $"data.{name}", position);
            if (seen[index])
                throw new CdcEnvelopeFormatException($"is a second attribute for one property of {typeof(TKey).Name}", $"data.{name}", position);
            seen[index] = true;

            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && !ExactNumbers.Fits(ref reader, properties[index].PropertyType))
            {
                throw new CdcEnvelopeFormatException(
                    $"has more digits than {typeof(TKey).Name} can hold", $"data.{name}", start + reader.TokenStartIndex);
            }

            reader.Skip();
        }

        var missing = seen.IndexOf(false);
        if (missing >= 0)
            throw new CdcEnvelopeFormatException($"is missing, and {typeof(TKey).Name} needs it", $"data.{properties[missing].Name}", null);
    }
}
