using System.Text.Json;

namespace Cdc.Testing.Runtime;

/// <summary>Reads what a function says about its failure.</summary>
internal static class FunctionErrorReader
{
    /// <param name="headerType">The type from the header; it serves where the body names none.</param>
    /// <param name="body"><c>{"errorMessage","errorType","stackTrace":[]}</c>; anything else is the message itself.</param>
    public static LambdaFunctionException Read(string? headerType, ReadOnlyMemory<byte> body)
    {
        var type = string.IsNullOrEmpty(headerType) ? "Runtime.Unknown" : headerType;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new LambdaFunctionException(
                    Text(json.RootElement, "errorType") ?? type, Text(json.RootElement, "errorMessage") ?? "", StackTrace(json.RootElement));
            }
        }
        catch (JsonException)
        {
            // Lambda does not insist on the form either.
        }

        return new LambdaFunctionException(type, System.Text.Encoding.UTF8.GetString(body.Span), []);
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> StackTrace(JsonElement error) =>
        error.TryGetProperty("stackTrace", out var lines) && lines.ValueKind == JsonValueKind.Array ? [.. lines.EnumerateArray().Select(line => line.ToString())] : [];
}
