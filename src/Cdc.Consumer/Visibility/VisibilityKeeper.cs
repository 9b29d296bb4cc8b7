using System.Globalization;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Receiving;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Visibility;

/// <summary>Keeps all that is held hidden from other consumers, with one timer; ends what takes too long.</summary>
/// <param name="queue">The queue.</param>
/// <param name="settler">Gives back what has waited too long.</param>
/// <param name="maxProcessingTime">How long a message may wait, and how long its handler may run.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what went wrong.</param>
internal sealed class VisibilityKeeper(SqsQueue queue, Settler settler, TimeSpan maxProcessingTime, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How many extensions are under way at once.</summary>
    private const int MaxConcurrentCalls = 16;

    // However long messages are hidden, a call that takes longer is not answered any more.
    private static readonly TimeSpan _longestPatience = TimeSpan.FromSeconds(10);

    // Between the last extension and the end that SQS sets.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<HeldBatch> _kept = new();
    private ITimer? _timer;
    private long _timerAt = long.MaxValue;
    private bool _isDisposed;
    private int _overdue;

    /// <summary>How long a call may take: one that begins at half the visibility timeout leaves time for another.</summary>
    private TimeSpan Patience => TimeSpan.FromTicks(Math.Min(queue.Visibility.Ticks / 4, _longestPatience.Ticks));

    public long Now => time.GetTimestamp();

    /// <summary>How many handlers run although they have been cancelled for taking too long.</summary>
    public int Overdue => Volatile.Read(ref _overdue);

    /// <summary>Keeps the messages hidden until they have ended.</summary>
    public void Keep(HeldBatch batch)
    {
        batch.ExtendAt = batch.ReceivedAt + Ticks(queue.Visibility / 2);
        batch.DueAt = Math.Min(batch.ExtendAt, batch.ReceivedAt + Ticks(maxProcessingTime));
        Insert(batch);
    }

    public void Forget(HeldBatch batch)
    {
        lock (_gate)
        {
            if (batch.Place is not null) _kept.Remove(batch.Place);
            batch.Place = null;
        }
    }

    /// <summary>Says that the handler of an overdue message has ended.</summary>
    public void OverdueEnded() => Interlocked.Decrement(ref _overdue);

    public TimeSpan HideableTime(HeldBatch batch)
    {
        var left = SqsQueue.LongestVisibility - _margin - time.GetElapsedTime(batch.ReceivedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Insert(HeldBatch batch)
    {
        lock (_gate)
        {
            if (batch.IsOver || _isDisposed) return;

            // Nearly always the last.
            var before = _kept.Last;
            while (before is not null && before.Value.DueAt > batch.DueAt) before = before.Previous;
            batch.Place = before is null ? _kept.AddFirst(batch) : _kept.AddAfter(before, batch);
            if (_kept.First!.Value.DueAt < _timerAt) SetTimer(_kept.First.Value.DueAt);
        }
    }

    // In the gate.
    private void SetTimer(long at)
    {
        _timerAt = at;
        var wait = time.GetElapsedTime(Now, at);
        _timer ??= time.CreateTimer(static keeper => ((VisibilityKeeper)keeper!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        List<HeldBatch> due = [];
        lock (_gate)
        {
            if (_isDisposed) return;
            var now = Now;
            while (_kept.First is { Value: var first } && first.DueAt <= now)
            {
                _kept.RemoveFirst();
                first.Place = null;
                due.Add(first);
            }

            _timerAt = long.MaxValue;
            if (_kept.First is { Value: var next }) SetTimer(next.DueAt);
        }

        if (due.Count > 0) _ = Task.Run(() => ServeAsync(due));
    }

    private async Task ServeAsync(List<HeldBatch> due)
    {
        var extended = new List<(HeldBatch Batch, ReceivedMessage Message)>();
        due.RemoveAll(batch => !Inspect(batch, extended));
        var calls = extended.Chunk(SqsQueue.MaxBatch).ToList();
        foreach (var batch in calls.SelectMany(BatchesOf)) batch.CallAdded();
        foreach (var batch in due.Where(batch => batch.Calls == 0)) Insert(batch);
        await Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentCalls },
            async (call, _) =>
            {
                await ExtendAsync(call).ConfigureAwait(false);
                foreach (var batch in BatchesOf(call))
                {
                    if (batch.CallEnded()) Insert(batch);
                }
            }).ConfigureAwait(false);
    }

    private static IEnumerable<HeldBatch> BatchesOf((HeldBatch Batch, ReceivedMessage Message)[] call) => call.Select(held => held.Batch).Distinct();

    /// <returns>Whether there is more to do for the batch, at the time that it then says.</returns>
    private bool Inspect(HeldBatch batch, List<(HeldBatch Batch, ReceivedMessage Message)> extended)
    {
        var now = Now;
        var extends = now >= batch.ExtendAt;
        if (extends) batch.ExtendAt = now + Ticks(queue.Visibility / 2);
        batch.DueAt = batch.ExtendAt;
        var isLive = false;
        foreach (var message in batch.Messages)
        {
            var state = message.State;
            if (state is not (HeldState.Waiting or HeldState.Running)) continue;
            var end = EndOf(batch, message, state);
            if (now >= end && TryStop(message, state)) continue;
            isLive = true;
            batch.DueAt = Math.Min(batch.DueAt, Math.Max(end, now + 1));
            // What SQS does not hide any more still has its time, and no more.
            if (extends && !message.IsExposed) extended.Add((batch, message));
        }

        return isLive;
    }

    private long EndOf(HeldBatch batch, ReceivedMessage message, HeldState state)
    {
        var from = state == HeldState.Running ? message.StartedAt : batch.ReceivedAt;
        return Math.Min(from + Ticks(maxProcessingTime), batch.ReceivedAt + Ticks(SqsQueue.LongestVisibility - _margin));
    }

    /// <returns>False if it has begun, or ended, meanwhile.</returns>
    private bool TryStop(ReceivedMessage message, HeldState state)
    {
        if (state == HeldState.Waiting)
        {
            if (!settler.TryGiveUp(message)) return false;
            logger.WaitedTooLong(message.Message.MessageId, maxProcessingTime);
            return true;
        }

        // One that a newer one replaced has no handler of its own.
        if (message.Cancellation is not { } cancellation) return true;
        if (!message.TryExpire()) return false;
        Interlocked.Increment(ref _overdue);
        logger.HandlerOverdue(message.Message.MessageId, maxProcessingTime);
        cancellation.Cancel(message);
        return true;
    }

    private async Task ExtendAsync((HeldBatch Batch, ReceivedMessage Message)[] chunk)
    {
        List<Settlement> entries = [.. chunk.Select(held => new Settlement(
            held.Message.Receipt, (int)Math.Min(queue.Visibility.TotalSeconds, HideableTime(held.Batch).TotalSeconds)))];
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            foreach (var failure in await queue.HideAsync(entries, patience.Token).ConfigureAwait(false))
            {
                var (batch, message) = chunk[int.Parse(failure.Id, NumberStyles.None, CultureInfo.InvariantCulture)];
                if (message.State is not (HeldState.Waiting or HeldState.Running)) continue;
                if (failure.SenderFault == true)
                {
                    message.IsExposed = true;
                    logger.NotExtended(message.Message.MessageId, failure.Code, failure.Message);
                }
                else
                {
                    ExtendSooner(batch);
                }
            }
        }
#pragma warning disable CA1031 // There is time for another try.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.BatchNotExtended(error, string.Join(", ", entries.Select(entry => entry.Receipt.MessageId)), SqsFault.Advice(error));
            foreach (var (batch, _) in chunk) ExtendSooner(batch);
        }
    }

    private void ExtendSooner(HeldBatch batch)
    {
        batch.ExtendAt = Now + Ticks(queue.Visibility / 8);
        batch.DueAt = Math.Min(batch.DueAt, batch.ExtendAt);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
