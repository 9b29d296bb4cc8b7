using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer.Processing;
using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Queue;

/// <summary>Handles the messages of one invocation.</summary>
/// <param name="messages">The messages, in the order of the event.</param>
/// <param name="reader">Reads bodies.</param>
/// <param name="processor">Handles a change; throws where it cannot.</param>
/// <param name="maxConcurrency">How many messages are handled at once.</param>
/// <param name="logger">Told of what fails.</param>
/// <param name="outOfTime">Cancelled when the handlers have to stop.</param>
[SuppressMessage("Design", "CA1001", Justification = "A handler that outlives the answer still gives its place back.")]
internal sealed class QueueRun<TKey>(
    IReadOnlyList<QueueMessage> messages,
    BodyReader<TKey> reader,
    IChangeProcessor<TKey> processor,
    int maxConcurrency,
    ILogger logger,
    CancellationToken outOfTime)
    where TKey : notnull
{
    private readonly SemaphoreSlim _places = new(maxConcurrency);
    private int _running;

    /// <summary>How many handlers run at this moment.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Begins to handle all messages.</summary>
    /// <returns>Of each message whether it is handled; none of the tasks fails.</returns>
    public Task<bool>[] Start(CdcKeyFormat<TKey> keyFormat)
    {
        var lines = new QueueLines<TKey>(keyFormat);
        return [.. messages.Select(message =>
        {
            var changes = Read(message);
            return lines.Add(message, changes, (before, group) => Task.Run(() => RunAsync(message, changes, before, group), CancellationToken.None));
        })];
    }

    private async Task<bool> RunAsync(QueueMessage message, IReadOnlyList<CdcEnvelope<TKey>> changes, Task before, Task<bool>? group)
    {
        await before.ConfigureAwait(false);
        if (group is not null && !await group.ConfigureAwait(false))
        {
            if (!outOfTime.IsCancellationRequested) logger.GroupStopped(message.Id);
            return false;
        }

        if (changes.Count == 0) return false;
        await _places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref _running);
            foreach (var change in changes)
            {
                if (!await TryProcessAsync(message, change).ConfigureAwait(false)) return false;
            }

            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _places.Release();
        }
    }

    private async Task<bool> TryProcessAsync(QueueMessage message, CdcEnvelope<TKey> change)
    {
        if (outOfTime.IsCancellationRequested) return false;
        try
        {
            if (await processor.ProcessAsync(change, outOfTime).ConfigureAwait(false) == ChangeOutcome.Stale)
                logger.ChangeStale(message.Id, change.Id, change.Sequence);
            return true;
        }
        catch (OperationCanceledException) when (outOfTime.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // Whatever a handler throws is a failure of its message alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.ChangeFailed(error, message.Id, change.Id, change.Sequence, message.ReceiveCount);
            return false;
        }
    }

    private IReadOnlyList<CdcEnvelope<TKey>> Read(QueueMessage message)
    {
        var changes = reader.Read(message.Body, out var problem);
        if (problem is not null) logger.MessageUnreadable(message.Id, message.ReceiveCount, problem);
        return changes;
    }
}
