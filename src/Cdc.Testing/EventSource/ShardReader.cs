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
    private readonly Backoff _backoff = new(options);
    private string? _iterator;

    // Where to go on when there is no iterator.
    private DynamoDbShardIteratorType _place = DynamoDbShardIteratorType.TrimHorizon;
    private string? _accepted;

    /// <summary>Ends when the shard is closed and all of it was accepted, or when its stream has forgotten it; no failure ends it.</summary>
    /// <param name="fromTrimHorizon">Whether to read what the shard holds already.</param>
    /// <param name="isListed">Says whether the stream still knows the shard.</param>
    /// <param name="stopping">Ends it by an exception, between two invocations of the function.</param>
    public async Task RunAsync(bool fromTrimHorizon, Func<bool> isListed, CancellationToken stopping)
    {
        if (!fromTrimHorizon) _place = DynamoDbShardIteratorType.Latest;
        while (true)
        {
            try
            {
                if (await ReadAsync(stopping).ConfigureAwait(false)) return;
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                if (!CanGoOn(error, isListed)) return;
                MappingLog.ReadFailed(logger, error, $"shard {shardId}", _backoff.Delay.TotalMilliseconds);
                await _backoff.WaitAsync(stopping).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads and delivers once.</summary>
    /// <returns>Whether that was the shard's end.</returns>
    private async Task<bool> ReadAsync(CancellationToken stopping)
    {
        _iterator ??= await streams.GetShardIteratorAsync(streamArn, shardId, _place, _accepted, stopping).ConfigureAwait(false);
        var page = await streams.GetRecordsAsync(_iterator, options.BatchSize, stopping).ConfigureAwait(false);
        if (page.Records.Count > 0)
        {
            await function.DeliverAsync(page.Records, stopping).ConfigureAwait(false);
            (_place, _accepted) = (DynamoDbShardIteratorType.AfterSequenceNumber, page.Records[^1].SequenceNumber);
        }
        else if (page.NextShardIterator is not null)
        {
            await Task.Delay(options.PollingInterval, options.TimeProvider, stopping).ConfigureAwait(false);
        }

        _iterator = page.NextShardIterator;
        _backoff.Reset();
        return _iterator is null;
    }

    private bool CanGoOn(Exception error, Func<bool> isListed)
    {
        switch ((error as AmazonServiceException)?.ErrorCode)
        {
            case "ExpiredIteratorException":
                _iterator = null;
                // Asked for the latest again, the shard would pass over what came meanwhile.
                if (_place == DynamoDbShardIteratorType.Latest) _place = DynamoDbShardIteratorType.TrimHorizon;
                return true;
            case "TrimmedDataAccessException":
                MappingLog.Trimmed(logger, shardId);
                (_iterator, _place, _accepted) = (null, DynamoDbShardIteratorType.TrimHorizon, null);
                return true;
            case "ResourceNotFoundException" when !isListed():
                MappingLog.Gone(logger, shardId);
                return false;
            default:
                return true;
        }
    }
}
