using System.Globalization;
using System.Text.Json;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operations on streams.</summary>
internal sealed class StreamOperations(DynamoDbState state)
{
    private const int MaxListed = 100;
    private const int MaxRecords = 1000;

    public void List(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("ListStreams", input, "TableName", "Limit", "ExclusiveStartStreamArn");
        var limit = request.Integer("Limit", 1, MaxListed) ?? MaxListed;
        var table = request.Text("TableName") is { } name ? TableNames.Valid(name) : null;
        var streams = state.Streams.Select(stream => stream.Definition).Where(stream => table is null || stream.TableName == table);
        if (request.Text("ExclusiveStartStreamArn") is { } text && StreamArns.Valid(text) is var start) streams = streams.SkipWhile(stream => stream.Arn != start).Skip(1);
        var page = streams.Take(limit + 1).ToList();
        output.WriteStartArray("Streams");
        foreach (var stream in page.Take(limit))
        {
            output.WriteStartObject();
            WriteIdentity(output, stream);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        if (page.Count > limit) output.WriteString("LastEvaluatedStreamArn", page[limit - 1].Arn);
    }

    public void Describe(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("DescribeStream", input, "StreamArn", "Limit", "ExclusiveStartShardId");
        var limit = request.Integer("Limit", 1, MaxListed) ?? MaxListed;
        var stream = state.GetStream(StreamArns.Valid(request.RequiredText("StreamArn")));
        var start = request.Text("ExclusiveStartShardId");
        var shards = start is null ? stream.Shards : stream.Shards.SkipWhile(shard => shard.Id != start).Skip(1);
        var page = shards.Take(limit + 1).ToList();
        output.WriteStartObject("StreamDescription");
        WriteIdentity(output, stream.Definition);
        output.WriteString("StreamStatus", stream.IsEnabled ? "ENABLED" : "DISABLED");
        output.WriteString("StreamViewType", stream.Definition.ViewType);
        output.WriteNumber("CreationRequestDateTime", stream.Definition.CreatedAt.ToUnixTimeMilliseconds() / 1000m);
        TableWriter.WriteKey(output, stream.Definition.Key);
        output.WriteStartArray("Shards");
        foreach (var shard in page.Take(limit)) WriteShard(output, shard);
        output.WriteEndArray();
        if (page.Count > limit) output.WriteString("LastEvaluatedShardId", page[limit - 1].Id);
        output.WriteEndObject();
    }

    public void GetShardIterator(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("GetShardIterator", input, "StreamArn", "ShardId", "ShardIteratorType", "SequenceNumber");
        request.Required("ShardIteratorType");
        var type = request.Choice("ShardIteratorType", "", "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER");
        var sequenceNumber = request.Text("SequenceNumber");
        var needsNumber = type is "AT_SEQUENCE_NUMBER" or "AFTER_SEQUENCE_NUMBER";
        if (needsNumber && sequenceNumber is null)
            throw AwsServiceException.Validation($"SequenceNumber must be specified when ShardIteratorType is {type}");
        if (!needsNumber && sequenceNumber is not null)
            throw AwsServiceException.Validation($"SequenceNumber must not be specified when ShardIteratorType is {type}");
        UInt128? number = sequenceNumber is null ? null : ReadSequenceNumber(sequenceNumber);
        var iterator = state.GetStream(StreamArns.Valid(request.RequiredText("StreamArn"))).IteratorAt(request.RequiredText("ShardId"), type, number);
        output.WriteString("ShardIterator", iterator.ToString());
    }

    public void GetRecords(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("GetRecords", input, "ShardIterator", "Limit");
        var limit = request.Integer("Limit", 1, MaxRecords) ?? MaxRecords;
        var iterator = ShardIterator.Parse(request.RequiredText("ShardIterator"));
        var stream = state.GetStream(iterator.StreamArn);
        stream.SplitByFault(iterator.ShardId, state.Faults);
        var (records, next) = stream.Read(iterator, limit);
        output.WriteStartArray("Records");
        foreach (var record in records) ChangeRecordJson.Write(output, record, state.Region, stream.Definition.ViewType);
        output.WriteEndArray();
        if (next is not null) output.WriteString("NextShardIterator", next.ToString());
    }

    private static UInt128 ReadSequenceNumber(string text) =>
        text.Length is >= 21 and <= 40 && UInt128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw AwsServiceException.Validation($"Invalid SequenceNumber: {text}");

    private static void WriteIdentity(Utf8JsonWriter output, StreamDefinition stream)
    {
        output.WriteString("StreamArn", stream.Arn);
        output.WriteString("TableName", stream.TableName);
        output.WriteString("StreamLabel", stream.Label);
    }

    private static void WriteShard(Utf8JsonWriter output, StreamShard shard)
    {
        output.WriteStartObject();
        output.WriteString("ShardId", shard.Id);
        if (shard.ParentId is { } parent) output.WriteString("ParentShardId", parent);
        output.WriteStartObject("SequenceNumberRange");
        output.WriteString("StartingSequenceNumber", shard.StartingSequenceNumber.ToString(CultureInfo.InvariantCulture));
        if (shard.EndingSequenceNumber is { } ending)
            output.WriteString("EndingSequenceNumber", ending.ToString(CultureInfo.InvariantCulture));
        output.WriteEndObject();
        output.WriteEndObject();
    }
}
