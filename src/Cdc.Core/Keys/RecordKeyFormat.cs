using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cdc.Core.Keys;

/// <summary>A key record: its JSON properties are the table's key attributes, all of them and no others.</summary>
internal sealed class RecordKeyFormat<TKey> : CdcKeyFormat<TKey>
{
    private readonly JsonTypeInfo<TKey> _typeInfo;
    private readonly string[]? _properties;
    private readonly StringComparison _comparison;

    public RecordKeyFormat(JsonTypeInfo<TKey> typeInfo)
    {
        typeInfo.MakeReadOnly();
        _typeInfo = typeInfo;
        _comparison = typeInfo.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _properties = typeInfo.Kind == JsonTypeInfoKind.Object ? NamesOf(typeInfo) : null;
        if (typeInfo.Kind == JsonTypeInfoKind.Enumerable
            || (typeInfo.Kind == JsonTypeInfoKind.None && typeInfo.Converter.GetType().Assembly == typeof(JsonConverter).Assembly))
        {
            throw new ArgumentException($"{typeof(TKey).Name} is not a type with a property for each key attribute.", nameof(typeInfo));
        }

        KeyComparer = _properties is not null && AreSimple(typeInfo)
            ? new PropertyKeyComparer<TKey>([.. typeInfo.Properties.Select(property => property.Get).OfType<Func<object, object?>>()])
            : new WrittenKeyComparer<TKey>(this);
    }

    public override IEqualityComparer<TKey> KeyComparer { get; }

    internal override TKey Read(ReadOnlySpan<byte> data, long start)
    {
        var attributes = KeyAttribute.ReadAll(data, start);
        if (_properties is not null) CheckNames(attributes, _properties);
        var key = Deserialize(data, attributes, start);
        CheckValues(attributes, key, start);
        return key;
    }

    internal override void Write(Utf8JsonWriter output, TKey key) => JsonSerializer.Serialize(output, key, _typeInfo);

    // These types are known to compare by value. Keys with other types are compared by their written form, which is slower.
    private static bool AreSimple(JsonTypeInfo<TKey> typeInfo) =>
        typeInfo.Properties.Where(property => property.Get is not null).All(
            property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type
                && (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid)));

    private static string[] NamesOf(JsonTypeInfo<TKey> typeInfo)
    {
        var names = new List<string>();
        foreach (var property in typeInfo.Properties)
        {
            var isRead = property.Set is not null || property.AssociatedParameter is not null;
            if (!isRead && property.Get is null) continue;
            if (!isRead || property.Get is null || property.IsExtensionData)
            {
                throw new ArgumentException(
                    $"{typeof(TKey).Name}.{property.Name} is not both read and written as one key attribute. If it is none, give it [JsonIgnore].",
                    nameof(typeInfo));
            }

            names.Add(property.Name);
        }

        return names.Count is > 0 and <= KeyAttribute.MostAttributes
            ? [.. names]
            : throw new ArgumentException($"{typeof(TKey).Name} has {names.Count} JSON properties; a key has one or two attributes.", nameof(typeInfo));
    }

    private void CheckNames(List<KeyAttribute> attributes, string[] properties)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            if (!Array.Exists(properties, property => property.Equals(attribute.Name, _comparison)))
                throw attribute.Wrong($"is a key attribute that {typeof(TKey).Name} has no property for");
            if (attributes.FindIndex(other => other.Name.Equals(attribute.Name, _comparison)) < i)
                throw attribute.Wrong($"is a second attribute for one property of {typeof(TKey).Name}");
        }

        var missing = Array.Find(properties, property => !attributes.Exists(attribute => attribute.Name.Equals(property, _comparison)));
        if (missing is not null)
            throw new CdcEnvelopeFormatException($"is missing, and {typeof(TKey).Name} needs it", KeyAttribute.FieldOf(missing), null);
    }

    // The serializer, converters and the key's own constructor may quote the value in their messages, so only the exception's type goes into ours.
#pragma warning disable CA1031 // The key's type is the user's, and so is what it throws.
    private TKey Deserialize(ReadOnlySpan<byte> data, List<KeyAttribute> attributes, long start)
    {
        try
        {
            return JsonSerializer.Deserialize(data, _typeInfo) ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            var index = attributes.FindIndex(attribute => error.Path == $"$.{attribute.Name}" || error.Path == $"$['{attribute.Name}']");
            var problem = $"cannot be read as {typeof(TKey).Name}";
            throw index < 0 ? new CdcEnvelopeFormatException(problem, "data", start) : attributes[index].Wrong(problem);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Refused(error, start);
        }
    }

    // A type that rounds, trims or folds case would make one key of two, and would not find the item again.
    private void CheckValues(List<KeyAttribute> attributes, TKey key, long start)
    {
        List<KeyAttribute> written;
        try
        {
            var buffer = new ArrayBufferWriter<byte>(128);
            using (var json = new Utf8JsonWriter(buffer)) JsonSerializer.Serialize(json, key, _typeInfo);
            written = KeyAttribute.ReadAll(buffer.WrittenSpan, start);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw Refused(error, start);
        }

        foreach (var attribute in attributes)
        {
            if (!written.Exists(other => other.Name.Equals(attribute.Name, _comparison) && other.HasValueOf(attribute)))
                throw attribute.Wrong($"cannot be held by {typeof(TKey).Name} without change");
        }
    }
#pragma warning restore CA1031

    private static CdcEnvelopeFormatException Refused(Exception error, long start) =>
        new($"was refused by {typeof(TKey).Name} with {error.GetType().Name}", "data", start);
}
