using Amazon.Runtime;
using Cdc.Worker;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>Where reading a shard has got to, and how it goes on after a failure.</summary>
internal sealed class ShardPosition(StreamMapping mapping, string shardId, bool fromTrimHorizon)
{
    private string? _iterator;

    // Where to go on when there is no iterator.
    private DynamoDbShardIteratorType _place = fromTrimHorizon ? DynamoDbShardIteratorType.TrimHorizon : DynamoDbShardIteratorType.Latest;
    private string? _after;

    /// <summary>Reads on; <see cref="Advance"/> passes what was read.</summary>
    public async Task<DynamoDbStreamRecords> ReadAsync(int limit, CancellationToken stopping)
    {
        _iterator ??= await mapping.Streams.GetShardIteratorAsync(mapping.StreamArn, shardId, _place, _after, stopping).ConfigureAwait(false);
        return await mapping.Streams.GetRecordsAsync(_iterator, limit, stopping).ConfigureAwait(false);
    }

    /// <summary>Goes on behind what was read.</summary>
    public void Advance(DynamoDbStreamRecords page)
    {
        if (page.Records.Count > 0) (_place, _after) = (DynamoDbShardIteratorType.AfterSequenceNumber, page.Records[^1].SequenceNumber);
        _iterator = page.NextShardIterator;
    }

    /// <summary>Takes up a place from which reading can go on.</summary>
    /// <returns>Whether there is one: not where the stream has forgotten the shard.</returns>
    public bool Recover(Exception error, Func<bool> isListed)
    {
        switch ((error as AmazonServiceException)?.ErrorCode)
        {
            case "ExpiredIteratorException":
                _iterator = null;
                // Asked for the latest again, the shard would pass over what came meanwhile.
                if (_place == DynamoDbShardIteratorType.Latest) _place = DynamoDbShardIteratorType.TrimHorizon;
                return true;
            case "TrimmedDataAccessException":
                MappingLog.Trimmed(mapping.Logger, shardId);
                (_iterator, _place, _after) = (null, DynamoDbShardIteratorType.TrimHorizon, null);
                return true;
            case "ResourceNotFoundException" when !isListed():
                MappingLog.Gone(mapping.Logger, shardId);
                return false;
            default:
                return true;
        }
    }
}
