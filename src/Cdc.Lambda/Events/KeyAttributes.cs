using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cdc.Lambda.Events;

/// <summary>Takes DynamoDB's type letters off a record's <c>Keys</c>: <c>{"id":{"N":"1"}}</c> becomes <c>{"id":1}</c>.</summary>
internal static class KeyAttributes
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the object that the reader is at the start of. The same key always gives the same bytes: attributes go by name.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out byte[]? json, out string? problem)
    {
        json = null;
        problem = "has Keys that are not an object";
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        problem = null;
        var attributes = new List<KeyAttribute>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            if (!KeyAttribute.TryRead(ref reader, name, out var attribute)) problem ??= "has a key attribute that is not S, N or B with a value";
            else if (attributes.Exists(other => other.Name == name)) problem ??= "has the same key attribute twice";
            else attributes.Add(attribute);
        }

        if (attributes.Count == 0) problem ??= "has no Keys";
        if (problem is not null) return false;
        attributes.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        json = Write(attributes);
        return true;
    }

    private static byte[] Write(List<KeyAttribute> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var output = new Utf8JsonWriter(buffer, _options))
        {
            output.WriteStartObject();
            foreach (var attribute in attributes) attribute.Write(output);
            output.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
