using Cdc.Publisher;
using Cdc.Retries;
using Cdc.Worker.Hosting;
using Cdc.Worker.Leases;
using Cdc.Worker.Logging;
using Cdc.Worker.Reading;
using Cdc.Worker.State;

namespace Cdc.Worker.Publishing;

/// <summary>Publishes a shard's records, and moves its lease's checkpoint behind what is done: the one place that knows the publisher.</summary>
/// <remarks>
/// The publisher is given no more time than is left of the lease. It starts no call in the last part of that and cuts off what is under way before the end: when
/// another worker can take the lease, this one has stopped.
/// </remarks>
internal sealed class ShardPublisher(WorkerParts work, HeldLease lease, ShardState state, string streamArn)
{
    private const int MarginsToBegin = 2;

    /// <summary>Publishes all records of a page, however often it takes.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stopping">No more is begun; what is under way goes on.</param>
    /// <param name="abandon">Cuts off what is under way.</param>
    /// <returns>Whether all of it is done.</returns>
    public async Task<bool> PublishAsync(ShardPage page, CancellationToken stopping, CancellationToken abandon)
    {
        if (page.Records.Count > 0) state.Waiting(page.Records[0].CreatedAt);
        for (int done = 0, failures = 0; done < page.Records.Count;)
        {
            if (!await MayPublishAsync(stopping).ConfigureAwait(false)) return false;
            var next = await PublishOnceAsync(page.Records, done, abandon).ConfigureAwait(false);
            if (next > done)
            {
                lease.Advance(page.Records[next - 1].SequenceNumber);
                state.Waiting(next < page.Records.Count ? page.Records[next].CreatedAt : null);
                failures = 0;
            }

            done = next;
            if (done < page.Records.Count && !await BackOffAsync(++failures, page.Records[done].SequenceNumber, stopping).ConfigureAwait(false)) return false;
        }

        if (page.Last is { } last) lease.Advance(last);
        state.Done();
        return true;
    }

    private async Task<bool> MayPublishAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && !lease.Lost.IsCancellationRequested)
        {
            if (lease.Left > work.Options.Publisher.DeadlineMargin * MarginsToBegin) return true;
            await lease.UntilRenewedAsync(stopping).ConfigureAwait(false);
        }

        return false;
    }

    /// <returns>The first record that is not done.</returns>
    private async Task<int> PublishOnceAsync(IReadOnlyList<DynamoDbStreamRecord> records, int start, CancellationToken abandon)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(abandon, lease.Lost);
        await work.Publishes.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            using var span = work.Telemetry.StartPublish(lease.Key, records.Count - start);
            var context = new CdcPublishContext { Rules = work.Options.Rules, TimeLeft = lease.Left };
            var result = await work.Publisher.PublishAsync(StreamEvent.Of(records, start, streamArn), context, ending.Token).ConfigureAwait(false);
            var next = result.FirstUnpublishedText is { } first ? IndexOf(records, start, first) : records.Count;
            work.Telemetry.Published(next - start, span);
            return next;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return start;
        }
        finally
        {
            work.Publishes.Release();
        }
    }

    private static int IndexOf(IReadOnlyList<DynamoDbStreamRecord> records, int start, string sequenceNumber)
    {
        for (var index = start; index < records.Count; index++)
        {
            if (records[index].SequenceNumber == sequenceNumber) return index;
        }

        return start;
    }

    private async Task<bool> BackOffAsync(int failures, string sequenceNumber, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested || lease.Lost.IsCancellationRequested) return false;
        var delay = Backoff.After(failures, work.Options.RetryDelay, work.Options.MaxRetryDelay, Jitter.Next());
        WorkerLog.NotPublished(work.Logger, lease.Key, lease.Checkpoint, sequenceNumber, delay.TotalMilliseconds);
        work.Telemetry.Retried();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        await Task.Delay(delay, work.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !either.IsCancellationRequested;
    }
}
