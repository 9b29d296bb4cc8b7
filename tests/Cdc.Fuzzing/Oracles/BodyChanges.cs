using System.Text;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Fuzzing.Oracles;

/// <summary>The changes in a message's body as another parser than the consumer's sees them.</summary>
internal static class BodyChanges
{
    /// <summary>Says whether these are all changes of a body, in its order, each with its own key.</summary>
    public static bool Are(string? body, IReadOnlyList<CdcEnvelope<ReadOnlyMemory<byte>>> handled)
    {
        if (body is null) return false;
        try
        {
            var events = EventsOf(body, mayBeWrapped: true);
            return events.Count > 0 && events.Count == handled.Count && events.Zip(handled).All(pair => IsOf(pair.First, pair.Second));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return false;
        }
    }

    private static List<JsonElement> EventsOf(string body, bool mayBeWrapped)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement.Clone();
        if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray()];
        return mayBeWrapped && !HasVersion(root) && root.TryGetProperty("Type", out var type) && type.ValueEquals("Notification")
            ? EventsOf(root.GetProperty("Message").GetString()!, mayBeWrapped: false)
            : [root];
    }

    private static bool HasVersion(JsonElement root) => root.TryGetProperty("specversion", out var version) && version.ValueKind != JsonValueKind.Null;

    private static bool IsOf(JsonElement change, CdcEnvelope<ReadOnlyMemory<byte>> envelope) =>
        change.GetProperty("id").GetString() == envelope.Id
        && change.GetProperty("source").GetString() == envelope.Source
        && change.GetProperty("data").GetRawText() == Encoding.UTF8.GetString(envelope.Key.Span);
}
