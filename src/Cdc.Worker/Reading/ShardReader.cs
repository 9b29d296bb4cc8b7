using Amazon.Runtime;
using Cdc.Retries;
using Cdc.Worker.Hosting;
using Cdc.Worker.Logging;

namespace Cdc.Worker.Reading;

/// <summary>Reads one shard on from where it is, page by page, however often a read fails.</summary>
/// <param name="work">What the worker's shards share.</param>
/// <param name="lease">The lease as it was taken.</param>
/// <param name="streamArn">The shard's stream.</param>
internal sealed class ShardReader(WorkerParts work, Lease lease, string streamArn)
{
    private readonly ReadPace _pace = new(work.Options.PollingInterval);
    private ShardStart _start = ShardStart.Of(lease);
    private string? _iterator;
    private int _failures;

    private string Place => _start.After ?? lease.Checkpoint;

    /// <summary>Reads the next page, once it is time to.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    /// <exception cref="CdcRecordsTrimmedException">Records are lost, and the options say that this ends the worker.</exception>
    public async Task<ShardPage> ReadAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work.State.UntilResumedAsync(stopping).ConfigureAwait(false);
                if (_pace.Wait(work.Now) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, work.Time, stopping).ConfigureAwait(false);
                    continue;
                }

                return await ReadOnceAsync(stopping).ConfigureAwait(false);
            }
            catch (AmazonServiceException error) when (!stopping.IsCancellationRequested && error.ErrorCode is "ExpiredIteratorException")
            {
                _iterator = null;
                if (_start.Type == DynamoDbShardIteratorType.Latest) _start = ShardStart.Since(lease);
            }
            catch (AmazonServiceException error) when (!stopping.IsCancellationRequested && error.ErrorCode is "TrimmedDataAccessException")
            {
                Trimmed();
                (_iterator, _start) = (null, new ShardStart(DynamoDbShardIteratorType.TrimHorizon, NotBefore: _start.NotBefore));
            }
            catch (Exception error) when (!stopping.IsCancellationRequested && error is not CdcRecordsTrimmedException)
            {
                if (IsMissing(error) && await IsForgottenAsync(stopping).ConfigureAwait(false))
                {
                    Trimmed();
                    return new ShardPage([], null, IsEnd: true);
                }

                await BackOffAsync(error, stopping).ConfigureAwait(false);
            }
        }
    }

    private static bool IsMissing(Exception error) => error is AmazonServiceException { ErrorCode: "ResourceNotFoundException" };

    private async Task<ShardPage> ReadOnceAsync(CancellationToken stopping)
    {
        await work.Reads.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            _iterator ??= await work.Streams.GetShardIteratorAsync(streamArn, lease.Key, _start.Type, _start.After, stopping).ConfigureAwait(false);
            var began = work.Now;
            var answer = await work.Streams.GetRecordsAsync(_iterator, work.Options.BatchSize, stopping).ConfigureAwait(false);
            _pace.Read(began, answer.Records.Count);
            _iterator = answer.NextShardIterator;
            _failures = 0;
            return ToPage(answer);
        }
        finally
        {
            work.Reads.Release();
        }
    }

    private ShardPage ToPage(DynamoDbStreamRecords answer)
    {
        var notBefore = _start.NotBefore;
        var last = answer.Records.Count > 0 ? answer.Records[^1].SequenceNumber : null;
        if (last is not null) _start = new ShardStart(DynamoDbShardIteratorType.AfterSequenceNumber, last, notBefore);
        work.Telemetry.Read(answer.Records.Count);
        var records = notBefore is null ? answer.Records : [.. answer.Records.Where(record => !(record.CreatedAt < notBefore))];
        return new ShardPage(records, last, answer.NextShardIterator is null);
    }

    private void Trimmed()
    {
        WorkerLog.Trimmed(work.Logger, lease.Key, Place);
        work.Telemetry.Trimmed();
        if (work.Options.OnTrimmed == TrimmedRecordsAction.Fail)
            throw new CdcRecordsTrimmedException($"The stream has forgotten records of shard {lease.Key} behind {Place} before they were read.") { ShardId = lease.Key };
    }

    /// <summary>Whether the stream lists other shards, and this one no more; what an empty list does not show may still be there.</summary>
    private async Task<bool> IsForgottenAsync(CancellationToken stopping)
    {
        try
        {
            var listing = await work.TableStreams.DescribeAsync(streamArn, stopping).ConfigureAwait(false);
            return listing is null || ((listing.Shards.Count > 0 || listing.IsClosed) && listing.Shards.All(shard => shard.ShardId != lease.Key));
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            WorkerLog.TryingAgain(work.Logger, error, "Describing the stream", 0);
            return false;
        }
    }

    private async Task BackOffAsync(Exception error, CancellationToken stopping)
    {
        _iterator = null;
        if (_start.Type == DynamoDbShardIteratorType.Latest) _start = ShardStart.Since(lease);
        var delay = Backoff.After(++_failures, work.Options.RetryDelay, work.Options.MaxRetryDelay, Jitter.Next());
        WorkerLog.TryingAgain(work.Logger, error, $"Reading shard {lease.Key}", delay.TotalMilliseconds);
        await Task.Delay(delay, work.Time, stopping).ConfigureAwait(false);
    }
}
