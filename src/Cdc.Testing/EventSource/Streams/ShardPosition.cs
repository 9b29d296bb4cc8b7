using Amazon.Runtime;
using Cdc.Worker;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>The place up to which a shard is read, and where reading goes on after a failure.</summary>
internal sealed class ShardPosition(StreamMapping mapping, string shardId, bool fromTrimHorizon)
{
    private string? _iterator;

    // Where to go on when there is no iterator.
    private DynamoDbShardIteratorType _place = fromTrimHorizon ? DynamoDbShardIteratorType.TrimHorizon : DynamoDbShardIteratorType.Latest;
    private string? _after;

    /// <summary>Reads on. <see cref="Advance"/> goes past what was read.</summary>
    public async Task<DynamoDbStreamRecords> ReadAsync(int limit, CancellationToken stopping)
    {
        _iterator ??= await mapping.Streams.GetShardIteratorAsync(mapping.StreamArn, shardId, _place, _after, stopping).ConfigureAwait(false);
        return await mapping.Streams.GetRecordsAsync(_iterator, limit, stopping).ConfigureAwait(false);
    }

    /// <summary>Moves behind what was read.</summary>
    public void Advance(DynamoDbStreamRecords page)
    {
        if (page.Records.Count > 0) (_place, _after) = (DynamoDbShardIteratorType.AfterSequenceNumber, page.Records[^1].SequenceNumber);
        _iterator = page.NextShardIterator;
    }

    /// <summary>Finds a place from which reading can go on.</summary>
    /// <returns>Whether there is one; false where the stream no longer knows the shard.</returns>
    public bool Recover(Exception error, Func<bool> isListed)
    {
        switch ((error as AmazonServiceException)?.ErrorCode)
        {
            case "ExpiredIteratorException":
                _iterator = null;
                // A new iterator at the latest record would miss what came in the meantime.
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
