using System.Globalization;
using System.Text.Json;
using Cdc.Chaos.Verifying;
using Cdc.Core;
using Cdc.Worker;

namespace Cdc.Chaos.Chains;

/// <summary>Reads all that a table's stream holds, apart from the mapping.</summary>
internal static class TableStreamReader
{
    public static async Task<IReadOnlyList<StreamChange>> ReadAsync(DynamoDbStreamsClient streams, string streamArn, CancellationToken cancellationToken)
    {
        var changes = new List<StreamChange>();
        string? last = null;
        do
        {
            var page = await streams.DescribeStreamAsync(streamArn, exclusiveStartShardId: last, cancellationToken: cancellationToken);
            foreach (var shard in page.Shards) await ReadShardAsync(streams, streamArn, shard.ShardId, changes, cancellationToken);
            last = page.LastEvaluatedShardId;
        }
        while (last is not null);

        return changes;
    }

    private static async Task ReadShardAsync(
        DynamoDbStreamsClient streams, string streamArn, string shardId, List<StreamChange> changes, CancellationToken cancellationToken)
    {
        string? iterator = await streams.GetShardIteratorAsync(streamArn, shardId, DynamoDbShardIteratorType.TrimHorizon, cancellationToken: cancellationToken);
        while (iterator is not null)
        {
            var page = await streams.GetRecordsAsync(iterator, cancellationToken: cancellationToken);
            changes.AddRange(page.Records.Select(Read));

            // Nobody writes any more, so an open shard without new records is read to its end.
            iterator = page.Records.Count > 0 ? page.NextShardIterator : null;
        }
    }

    private static StreamChange Read(DynamoDbStreamRecord record)
    {
        using var json = JsonDocument.Parse(record.Json);
        var change = json.RootElement.GetProperty("dynamodb");
        var version = change.TryGetProperty("NewImage", out var item) ? VersionOf(item) : VersionOf(change.GetProperty("OldImage")) + 1;
        return new(new(change.GetProperty("Keys").GetProperty("id").GetProperty("S").GetString()!, SequenceNumber.Parse(record.SequenceNumber)), version);
    }

    private static int VersionOf(JsonElement item) => int.Parse(item.GetProperty("version").GetProperty("N").GetString()!, CultureInfo.InvariantCulture);
}
