using System.Text;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Fuzzing.Oracles;

/// <summary>The changes in a message's body as another parser than the consumer's sees them.</summary>
internal static class BodyChanges
{
    /// <summary>Says whether each change of a body was handled, went to the dead-letter queue alone, or was replaced by one of its item that was; and nothing else was handled.</summary>
    /// <param name="body">The body.</param>
    /// <param name="handled">What was handled, in any order: changes of one message run side by side.</param>
    /// <param name="deadLettered">The bodies that went to the dead-letter queue.</param>
    /// <param name="coalesce">Whether a newer change may take the place of an older one.</param>
    public static bool AreDone(string? body, IReadOnlyList<CdcEnvelope<ReadOnlyMemory<byte>>> handled, IReadOnlyCollection<string> deadLettered, bool coalesce)
    {
        if (body is null) return false;
        try
        {
            var events = EventsOf(body, mayBeWrapped: true);
            var (done, alone) = (handled.ToList(), deadLettered.ToList());
            var open = events.Where(change => !Take(done, envelope => IsOf(change, envelope)) && !Take(alone, text => text == change.GetRawText())).ToList();
            return events.Count > 0 && done.Count == 0 && open.TrueForAll(change => coalesce && events.Exists(other => !open.Contains(other) && IsOfTheSameItem(change, other)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return false;
        }
    }

    private static bool Take<T>(List<T> from, Predicate<T> which)
    {
        var index = from.FindIndex(which);
        if (index >= 0) from.RemoveAt(index);
        return index >= 0;
    }

    private static bool IsOfTheSameItem(JsonElement change, JsonElement other) =>
        change.GetProperty("source").GetString() == other.GetProperty("source").GetString() && JsonElement.DeepEquals(change.GetProperty("data"), other.GetProperty("data"));

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
