using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Amazon.Runtime;

namespace Cdc.Worker.Client;

/// <summary>What DynamoDB Streams answered.</summary>
internal sealed class StreamsAnswer : AmazonWebServiceResponse
{
    public JsonElement Root { get; init; }

    public static DynamoDbStreamList ReadList(JsonElement root) => new(
        [.. Elements(root, "Streams").Select(stream => ReadText(stream, "StreamArn"))],
        FindText(root, "LastEvaluatedStreamArn"));

    public static DynamoDbStreamDescription ReadDescription(JsonElement root)
    {
        var description = Read(root, "StreamDescription");
        return new DynamoDbStreamDescription(
            ReadText(description, "StreamArn"),
            ReadText(description, "TableName"),
            ReadText(description, "StreamStatus"),
            ReadText(description, "StreamViewType"),
            [.. Elements(description, "Shards").Select(ReadShard)],
            FindText(description, "LastEvaluatedShardId"));
    }

    public static DynamoDbStreamRecords ReadRecords(JsonElement root) => new(
        [.. Elements(root, "Records").Select(record => new DynamoDbStreamRecord(
            ReadText(record, "eventID"),
            ReadText(Read(record, "dynamodb"), "SequenceNumber"),
            JsonMarshal.GetRawUtf8Value(record).ToArray())
        {
            CreatedAt = Read(record, "dynamodb").TryGetProperty("ApproximateCreationDateTime", out var created) ? ReadTime(created) : null,
        })],
        FindText(root, "NextShardIterator"));

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

    private static DynamoDbStreamShard ReadShard(JsonElement shard)
    {
        var range = Read(shard, "SequenceNumberRange");
        return new DynamoDbStreamShard(
            ReadText(shard, "ShardId"),
            FindText(shard, "ParentShardId"),
            ReadText(range, "StartingSequenceNumber"),
            FindText(range, "EndingSequenceNumber"));
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static JsonElement Read(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : throw Missing(name);

    private static AmazonClientException Missing(string name) => new($"DynamoDB Streams answered without {name}.");
}
