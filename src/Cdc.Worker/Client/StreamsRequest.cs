using Amazon.Runtime;

namespace Cdc.Worker.Client;

/// <summary>A call to DynamoDB Streams: its operation, and the members of its JSON object. The SDK names the call after the class.</summary>
internal abstract class StreamsRequest(string operation) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    /// <summary>Members without a value are not sent.</summary>
    public IReadOnlyDictionary<string, object?> Members { get; protected init; } = new Dictionary<string, object?>();
}

internal sealed class ListStreamsRequest : StreamsRequest
{
    public ListStreamsRequest(string? tableName, int? limit, string? start)
        : base("ListStreams") => Members = new Dictionary<string, object?>
        {
            ["TableName"] = tableName,
            ["Limit"] = limit,
            ["ExclusiveStartStreamArn"] = start,
        };
}

internal sealed class DescribeStreamRequest : StreamsRequest
{
    public DescribeStreamRequest(string streamArn, int? limit, string? start)
        : base("DescribeStream") => Members = new Dictionary<string, object?>
        {
            ["StreamArn"] = streamArn,
            ["Limit"] = limit,
            ["ExclusiveStartShardId"] = start,
        };
}

internal sealed class GetShardIteratorRequest : StreamsRequest
{
    public GetShardIteratorRequest(string streamArn, string shardId, DynamoDbShardIteratorType type, string? sequenceNumber)
        : base("GetShardIterator") => Members = new Dictionary<string, object?>
        {
            ["StreamArn"] = streamArn,
            ["ShardId"] = shardId,
            ["ShardIteratorType"] = type switch
            {
                DynamoDbShardIteratorType.TrimHorizon => "TRIM_HORIZON",
                DynamoDbShardIteratorType.Latest => "LATEST",
                DynamoDbShardIteratorType.AtSequenceNumber => "AT_SEQUENCE_NUMBER",
                DynamoDbShardIteratorType.AfterSequenceNumber => "AFTER_SEQUENCE_NUMBER",
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such type of iterator."),
            },
            ["SequenceNumber"] = sequenceNumber,
        };
}

internal sealed class GetRecordsRequest : StreamsRequest
{
    public GetRecordsRequest(string shardIterator, int? limit)
        : base("GetRecords") => Members = new Dictionary<string, object?>
        {
            ["ShardIterator"] = shardIterator,
            ["Limit"] = limit,
        };
}
