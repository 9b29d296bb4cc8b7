using System.Text.Json;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests.DynamoDb;

/// <summary>Values as text that is the same for equal values, for comparing and for reading.</summary>
internal static class AttributeText
{
    public static string Show(IReadOnlyDictionary<string, AttributeValue>? item) => item is not { Count: > 0 }
        ? ""
        : string.Concat(item.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={Show(member.Value)};"));

    public static string? Show(AttributeValue? value) => value switch
    {
        null => null,
        { S: { } text } => $"S:{text}",
        { N: { } number } => $"N:{number}",
        { B: { } bytes } => $"B:{Show(bytes)}",
        { BOOL: { } boolean } => $"BOOL:{boolean}",
        { NULL: true } => "NULL",
        { SS.Count: > 0 } => $"SS:{Set(value.SS)}",
        { NS.Count: > 0 } => $"NS:{Set(value.NS)}",
        { BS.Count: > 0 } => $"BS:{Set(value.BS.Select(Show))}",
        { IsLSet: true } => $"L:{string.Join(",", value.L.Select(Show))}",
        _ => "M:" + Show(value.M),
    };

    /// <summary>The same of an image in a stream record; null where there is none.</summary>
    public static string? Show(JsonElement record, string image) =>
        record.GetProperty("dynamodb").TryGetProperty(image, out var item) ? Show(Members(item)) : null;

    private static string Set(IEnumerable<string> elements) => string.Join(",", elements.Order(StringComparer.Ordinal));

    private static string Show(MemoryStream bytes) => Convert.ToBase64String(bytes.ToArray());

    private static Dictionary<string, AttributeValue> Members(JsonElement json) =>
        json.EnumerateObject().ToDictionary(member => member.Name, member => Read(member.Value));

    private static AttributeValue Read(JsonElement json)
    {
        var (type, value) = (json.EnumerateObject().Single().Name, json.EnumerateObject().Single().Value);
        return type switch
        {
            "S" => new() { S = value.GetString() },
            "N" => new() { N = value.GetString() },
            "B" => new() { B = new(value.GetBytesFromBase64()) },
            "BOOL" => new() { BOOL = value.GetBoolean() },
            "NULL" => new() { NULL = true },
            "SS" => new() { SS = [.. value.EnumerateArray().Select(element => element.GetString()!)] },
            "NS" => new() { NS = [.. value.EnumerateArray().Select(element => element.GetString()!)] },
            "BS" => new() { BS = [.. value.EnumerateArray().Select(element => new MemoryStream(element.GetBytesFromBase64()))] },
            "L" => new() { L = [.. value.EnumerateArray().Select(Read)] },
            _ => new() { M = Members(value) },
        };
    }
}
