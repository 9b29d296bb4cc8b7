using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Hands <c>data</c> on as the JSON that it is.</summary>
internal sealed class JsonKeyFormat : CdcKeyFormat<ReadOnlyMemory<byte>>
{
    public static readonly JsonKeyFormat Instance = new();

    internal override ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> data, long start)
    {
        KeyAttribute.ReadAll(data, start);
        return data.ToArray();
    }

    internal override void Write(Utf8JsonWriter output, ReadOnlyMemory<byte> key)
    {
        output.WriteStartObject();
        foreach (var attribute in ReadKey(key.Span))
        {
            output.WritePropertyName(attribute.Name);
            if (attribute.IsNumber) output.WriteRawValue(attribute.Text);
            else output.WriteStringValue(attribute.Text);
        }

        output.WriteEndObject();
    }

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
}
