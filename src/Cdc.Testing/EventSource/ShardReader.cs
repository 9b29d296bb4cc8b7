using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Reads one shard from its start to its end, handing on record after record.</summary>
internal sealed class ShardReader(
    DynamoDbStreamsClient streams,
    string streamArn,
    string shardId,
    FunctionInvoker function,
    LocalEventSourceMappingOptions options,
    ILogger logger)
{
    private readonly ReadRetry _retry = new(options, logger);

    /// <summary>Ends when the shard is closed and all of it was accepted.</summary>
    public async Task RunAsync(bool fromTrimHorizon, CancellationToken stopping)
    {
        var place = $"shard {shardId}";
        string? accepted = null;
        var start = fromTrimHorizon ? DynamoDbShardIteratorType.TrimHorizon : DynamoDbShardIteratorType.Latest;
        var iterator = await _retry.RunAsync(place, token => IteratorAsync(start, null, token), stopping).ConfigureAwait(false);
        while (iterator is not null)
        {
            var current = iterator;
            try
            {
                var page = await _retry.RunAsync(place, token => streams.GetRecordsAsync(current, options.BatchSize, token), stopping).ConfigureAwait(false);
                if (page.Records.Count > 0)
                {
                    await function.DeliverAsync(page.Records, stopping).ConfigureAwait(false);
                    accepted = page.Records[^1].SequenceNumber;
                }
                else if (page.NextShardIterator is not null)
                {
                    await Task.Delay(options.PollingInterval, options.TimeProvider, stopping).ConfigureAwait(false);
                }

                iterator = page.NextShardIterator;
            }
            catch (AmazonServiceException error) when (error.ErrorCode == "ExpiredIteratorException")
            {
                var type = accepted is null ? start : DynamoDbShardIteratorType.AfterSequenceNumber;
                iterator = await _retry.RunAsync(place, token => IteratorAsync(type, accepted, token), stopping).ConfigureAwait(false);
            }
            catch (AmazonServiceException error) when (error.ErrorCode == "TrimmedDataAccessException")
            {
                MappingLog.Trimmed(logger, shardId);
                accepted = null;
                start = DynamoDbShardIteratorType.TrimHorizon;
                iterator = await _retry.RunAsync(place, token => IteratorAsync(start, null, token), stopping).ConfigureAwait(false);
            }
        }
    }

    private Task<string?> IteratorAsync(DynamoDbShardIteratorType type, string? sequenceNumber, CancellationToken cancellationToken) =>
        streams.GetShardIteratorAsync(streamArn, shardId, type, sequenceNumber, cancellationToken)!;
}
