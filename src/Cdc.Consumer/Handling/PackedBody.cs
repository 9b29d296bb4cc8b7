using System.Text.Json;

namespace Cdc.Consumer.Handling;

/// <summary>Takes changes out of the body of a message that has several, just as they stand there: also what no reader knows.</summary>
internal static class PackedBody
{
    /// <summary>Cuts one change out.</summary>
    /// <param name="body">A JSON array of events, or an SNS notification around one, that was read before.</param>
    /// <param name="index">Which, from 0.</param>
    public static string ChangeAt(string body, int index) => ChangesAt(body, [index])[0];

    /// <inheritdoc cref="ChangeAt"/>
    /// <summary>Cuts changes out.</summary>
    public static List<string> ChangesAt(string body, IEnumerable<int> indexes)
    {
        using var outer = JsonDocument.Parse(body);
        if (outer.RootElement.ValueKind == JsonValueKind.Array) return Cut(outer.RootElement, indexes);
        using var inner = JsonDocument.Parse(outer.RootElement.GetProperty("Message").GetString()!);
        return Cut(inner.RootElement, indexes);
    }

    private static List<string> Cut(JsonElement array, IEnumerable<int> indexes)
    {
        var elements = array.EnumerateArray().ToList();
        return [.. indexes.Select(index => elements[index].GetRawText())];
    }
}
