using Amazon.Runtime;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Logging;
using Cdc.Worker;

namespace Cdc.Snapshot.Replaying;

/// <summary>Reads one shard from its first record on, and sends what is not too old.</summary>
internal sealed class ShardReplay(ReplayParts parts, string shardId)
{
    private string? _iterator;
    private string? _last;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long? quietSince = null;
        while (true)
        {
            var answer = await parts.PatientCalls.RunAsync(
                $"Reading shard {shardId}", () => ReadAsync(cancellationToken), PatientCalls.Explanation, cancellationToken).ConfigureAwait(false);
            if (answer is null) continue;
            var records = answer.Records.Where(record => !(record.CreatedAt < parts.Options.Since)).ToList();
            parts.Counted(answer.Records.Count, records.Count == 0 ? 0 : await parts.Send(records, cancellationToken).ConfigureAwait(false));
            if (answer.NextShardIterator is null || answer.Records.Any(IsLater)) return;
            if (answer.Records.Count > 0) quietSince = null;
            else if (parts.Time.GetElapsedTime(quietSince ??= parts.Time.GetTimestamp()) >= parts.Options.QuietFor) return;
            await Task.Delay(parts.Options.PollingInterval, parts.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // DynamoDB gives whole seconds: a change of the second in which the replay began may have been made before it.
    private bool IsLater(DynamoDbStreamRecord record) => record.CreatedAt > parts.Began;

    /// <returns>Null where it is to be read anew.</returns>
    private async Task<DynamoDbStreamRecords?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _iterator ??= _last is { } last
                ? await parts.Streams.GetShardIteratorAsync(parts.StreamArn, shardId, DynamoDbShardIteratorType.AfterSequenceNumber, last, cancellationToken).ConfigureAwait(false)
                : await parts.Streams.GetShardIteratorAsync(parts.StreamArn, shardId, DynamoDbShardIteratorType.TrimHorizon, cancellationToken: cancellationToken).ConfigureAwait(false);
            var answer = await parts.Streams.GetRecordsAsync(_iterator, cancellationToken: cancellationToken).ConfigureAwait(false);
            _iterator = answer.NextShardIterator;
            if (answer.Records.Count > 0) _last = answer.Records[^1].SequenceNumber;
            return answer;
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ExpiredIteratorException")
        {
            _iterator = null;
            return null;
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "TrimmedDataAccessException" && _last is not null)
        {
            SnapshotLog.Trimmed(parts.Logger, shardId);
            (_iterator, _last) = (null, null);
            return null;
        }
        catch (AmazonServiceException error) when (error.ErrorCode is "ResourceNotFoundException")
        {
            // Listed a moment ago, and older than the stream keeps anything.
            SnapshotLog.Trimmed(parts.Logger, shardId);
            return new DynamoDbStreamRecords { Records = [] };
        }
    }
}
