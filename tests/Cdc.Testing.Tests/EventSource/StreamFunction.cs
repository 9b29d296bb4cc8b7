using System.Text.Json;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>One record as the function saw it.</summary>
internal sealed record Seen(string Name, string SequenceNumber);

/// <summary>The function of a stream.</summary>
internal sealed class StreamFunction() : ScriptedFunction<Seen[]>(Read, batch => string.Join(' ', batch.Select(record => record.Name)))
{
    public IReadOnlyList<Seen> Delivered => [.. Events.SelectMany(batch => batch)];

    public static string Failed(params Seen[] records) =>
        JsonSerializer.Serialize(new { batchItemFailures = records.Select(record => new { itemIdentifier = record.SequenceNumber }) });

    /// <summary>Waits until the function was invoked with the record.</summary>
    public async Task InvokedWithAsync(string name)
    {
        while (Delivered.All(record => record.Name != name)) await InvokedAsync();
    }

    private static Seen[] Read(Stream input)
    {
        using var document = JsonDocument.Parse(input);
        return
        [
            .. document.RootElement.GetProperty("Records").EnumerateArray().Select(record => record.GetProperty("dynamodb")).Select(change => new Seen(
                change.GetProperty("NewImage").GetProperty("name").GetProperty("S").GetString()!,
                change.GetProperty("SequenceNumber").GetString()!)),
        ];
    }
}
