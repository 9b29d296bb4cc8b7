using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Amazon.Runtime;

namespace Cdc.Worker.Client;

/// <summary>What DynamoDB Streams answered.</summary>
internal sealed class StreamsAnswer : AmazonWebServiceResponse
{
    public JsonElement Root { get; init; }

    public static DynamoDbStreamList ReadList(JsonElement root) => new()
    {
        StreamArns = [.. Elements(root, "Streams").Select(stream => ReadText(stream, "StreamArn"))],
        LastEvaluatedStreamArn = FindText(root, "LastEvaluatedStreamArn"),
    };

    public static DynamoDbStreamDescription ReadDescription(JsonElement root)
    {
        var description = Read(root, "StreamDescription");
        return new DynamoDbStreamDescription
        {
            StreamArn = ReadText(description, "StreamArn"),
            TableName = ReadText(description, "TableName"),
            StreamStatus = ReadText(description, "StreamStatus"),
            StreamViewType = ReadText(description, "StreamViewType"),
            Shards = [.. Elements(description, "Shards").Select(ReadShard)],
            LastEvaluatedShardId = FindText(description, "LastEvaluatedShardId"),
        };
    }

    public static DynamoDbStreamRecords ReadRecords(JsonElement root) => new()
    {
        Records = [.. Elements(root, "Records").Select(ReadRecord)],
        NextShardIterator = FindText(root, "NextShardIterator"),
    };

    /// <summary>A text that the answer cannot be without.</summary>
    public static string ReadText(JsonElement element, string name) => Read(element, name).GetString() ?? throw Missing(name);

    public static string? FindText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Seconds have ten digits for centuries to come; some sources write milliseconds.</summary>
    private static DateTimeOffset? ReadTime(JsonElement value)
    {
        const double FirstMilliseconds = 100_000_000_000;
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var text) => text,
            _ => double.NaN,
        };
        if (number is not (>= 0 and < FirstMilliseconds * 1000)) return null;
        return DateTimeOffset.UnixEpoch + (number < FirstMilliseconds ? TimeSpan.FromSeconds(number) : TimeSpan.FromMilliseconds(number));
    }

    private static DynamoDbStreamRecord ReadRecord(JsonElement record)
    {
        var change = Read(record, "dynamodb");
        return new DynamoDbStreamRecord
        {
            EventId = ReadText(record, "eventID"),
            SequenceNumber = ReadText(change, "SequenceNumber"),
            Json = JsonMarshal.GetRawUtf8Value(record).ToArray(),
            CreatedAt = change.TryGetProperty("ApproximateCreationDateTime", out var created) ? ReadTime(created) : null,
        };
    }

    private static DynamoDbStreamShard ReadShard(JsonElement shard)
    {
        var range = Read(shard, "SequenceNumberRange");
        return new DynamoDbStreamShard
        {
            ShardId = ReadText(shard, "ShardId"),
            ParentShardId = FindText(shard, "ParentShardId"),
            StartingSequenceNumber = ReadText(range, "StartingSequenceNumber"),
            EndingSequenceNumber = FindText(range, "EndingSequenceNumber"),
        };
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static JsonElement Read(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : throw Missing(name);

    private static AmazonClientException Missing(string name) => new($"DynamoDB Streams answered without {name}.");
}
