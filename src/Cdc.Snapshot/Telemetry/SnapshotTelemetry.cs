using System.Diagnostics.Metrics;

namespace Cdc.Snapshot.Telemetry;

/// <summary>A snapshot's metrics.</summary>
internal sealed class SnapshotTelemetry(string table)
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Cdc.Snapshot";

    private static readonly Meter _meter = new(Name);
    private static readonly Counter<long> _read = _meter.CreateCounter<long>("cdc.snapshot.items.read", "{item}", "Items that were read, those too that a filter left out.");
    private static readonly Counter<long> _sent = _meter.CreateCounter<long>("cdc.snapshot.items.sent", "{item}", "Items that were sent.");
    private static readonly Counter<long> _messages = _meter.CreateCounter<long>("cdc.snapshot.messages.sent", "{message}", "Messages that the target took.");
    private static readonly Counter<double> _units = _meter.CreateCounter<double>("cdc.snapshot.read_units", "{unit}", "Read units that DynamoDB counted.");
    private static readonly Counter<long> _done = _meter.CreateCounter<long>("cdc.snapshot.segments.done", "{segment}", "Segments that were read to their ends.");
    private static readonly Counter<long> _retries = _meter.CreateCounter<long>("cdc.snapshot.retries", "{try}", "Calls that failed for something that passes, and were made again.");

    private KeyValuePair<string, object?> Table => new("aws.dynamodb.table_name", table);

    public void Read(int items, double units)
    {
        _read.Add(items, Table);
        _units.Add(units, Table);
    }

    public void Sent(int messages, int items)
    {
        _messages.Add(messages, Table);
        _sent.Add(items, Table);
    }

    public void SegmentDone() => _done.Add(1, Table);

    public void Retried(string code) => _retries.Add(1, Table, new("error.type", code));
}
