using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>One record as the function saw it.</summary>
internal sealed record Seen(string Name, string SequenceNumber);

/// <summary>A function that keeps what it is given and answers as it is told.</summary>
internal sealed class TestFunction
{
    /// <summary>Only a test that fails waits this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Seen[]> _batches = new();
    private readonly SemaphoreSlim _invoked = new(0);

    /// <summary>Gets or sets what the function does, given the invocation's number from 1 on and its records.</summary>
    public Func<int, Seen[], Task<string>> Answer { get; set; } = (_, _) => Task.FromResult("");

    /// <summary>Gets the names of the records of each invocation so far.</summary>
    public IEnumerable<string> Batches => _batches.Select(Names);

    public IReadOnlyList<Seen> Delivered => [.. _batches.SelectMany(batch => batch)];

    public static string Failed(params Seen[] records) =>
        JsonSerializer.Serialize(new { batchItemFailures = records.Select(record => new { itemIdentifier = record.SequenceNumber }) });

    public static string Names(Seen[] batch) => string.Join(' ', batch.Select(record => record.Name));

    public async Task<Stream> HandleAsync(Stream input)
    {
        var batch = Read(input);
        int number;
        lock (_batches)
        {
            _batches.Enqueue(batch);
            number = _batches.Count;
        }

        _invoked.Release();
        return new MemoryStream(Encoding.UTF8.GetBytes(await Answer(number, batch)));
    }

    /// <summary>Waits for the next invocation that was not waited for yet.</summary>
    public async Task InvokedAsync()
    {
        if (!await _invoked.WaitAsync(Patience)) throw new TimeoutException($"Not invoked any more after: {string.Join(" | ", Batches)}.");
    }

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
