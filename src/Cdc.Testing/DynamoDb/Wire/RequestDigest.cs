using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Tells whether two requests ask for the same, however their clients write them down.</summary>
internal static class RequestDigest
{
    /// <summary>A digest that neither the order of members nor that of a set's elements changes.</summary>
    public static string Of(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var output = new Utf8JsonWriter(buffer)) Write(output, json);
        return Convert.ToHexString(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter output, JsonElement json, bool isSet = false)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                output.WriteStartObject();
                foreach (var member in json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    output.WritePropertyName(member.Name);
                    // No other member of these names is an array: attributes that are called so hold an object.
                    Write(output, member.Value, isSet: member.Name is "SS" or "NS" or "BS");
                }

                output.WriteEndObject();
                break;
            case JsonValueKind.Array:
                output.WriteStartArray();
                var elements = json.EnumerateArray();
                foreach (var element in isSet ? elements.OrderBy(element => element.GetRawText(), StringComparer.Ordinal) : elements.AsEnumerable())
                    Write(output, element);
                output.WriteEndArray();
                break;
            default:
                json.WriteTo(output);
                break;
        }
    }
}
