using System.Globalization;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Sqs;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Leases;

/// <summary>Keeps all that is held hidden from other consumers, with one timer.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing to dispose of, and calls may use its token for longer.
internal sealed class LeaseKeeper(SqsQueue queue, Settler settler, TimeProvider time, ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>How many extensions are under way at once.</summary>
    private const int MaxConcurrentCalls = 16;

    // However long messages are hidden, a call that takes longer is not answered any more.
    private static readonly TimeSpan _longestPatience = TimeSpan.FromSeconds(10);

    // Between the last extension and the end that SQS sets.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly LinkedList<LeaseBatch> _kept = new();
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private long _timerAt = long.MaxValue;
    private bool _isStopped;
    private int _serving;
    private TaskCompletionSource? _served;

    /// <summary>How long a call may take: one that begins at half the visibility timeout leaves time for another.</summary>
    private TimeSpan Patience => TimeSpan.FromTicks(Math.Min(queue.Visibility.Ticks / 4, _longestPatience.Ticks));

    public long Now => time.GetTimestamp();

    /// <summary>Keeps the messages hidden until they have ended.</summary>
    public void Keep(LeaseBatch batch)
    {
        var hiddenUntil = batch.ReceivedAt + Ticks(queue.Visibility);
        foreach (var message in batch.Messages) message.HiddenUntil = hiddenUntil;
        batch.ExtendAt = batch.ReceivedAt + Ticks(queue.Visibility / 2);
        Insert(batch);
    }

    public void Forget(LeaseBatch batch)
    {
        lock (_gate)
        {
            if (batch.Place is not null) _kept.Remove(batch.Place);
            batch.Place = null;
        }
    }

    public TimeSpan HideableTime(LeaseBatch batch)
    {
        var left = SqsQueue.LongestVisibility - _margin - time.GetElapsedTime(batch.ReceivedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Hides nothing for longer any more, and ends the calls that do: what is given back afterwards reaches SQS after them.</summary>
    public async Task StopAsync()
    {
        Task served;
        lock (_gate)
        {
            _isStopped = true;
            _timer?.Dispose();
            if (_serving == 0) return;
            _served ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            served = _served.Task;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await served.ConfigureAwait(false);
    }

    private void Insert(LeaseBatch batch)
    {
        lock (_gate)
        {
            if (batch.IsOver || _isStopped) return;

            // Nearly always the last.
            var before = _kept.Last;
            while (before is not null && before.Value.ExtendAt > batch.ExtendAt) before = before.Previous;
            batch.Place = before is null ? _kept.AddFirst(batch) : _kept.AddAfter(before, batch);
            if (_kept.First!.Value.ExtendAt < _timerAt) SetTimer(_kept.First.Value.ExtendAt);
        }
    }

    // In the gate.
    private void SetTimer(long at)
    {
        _timerAt = at;
        var wait = time.GetElapsedTime(Now, at);
        _timer ??= time.CreateTimer(static keeper => ((LeaseKeeper)keeper!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        List<LeaseBatch> due = [];
        lock (_gate)
        {
            if (_isStopped) return;
            var now = Now;
            while (_kept.First is { Value: var first } && first.ExtendAt <= now)
            {
                _kept.RemoveFirst();
                first.Place = null;
                due.Add(first);
            }

            _timerAt = long.MaxValue;
            if (_kept.First is { Value: var next }) SetTimer(next.ExtendAt);
            if (due.Count == 0) return;
            _serving++;
        }

        _ = Task.Run(() => ServeAsync(due));
    }

    private async Task ServeAsync(List<LeaseBatch> due)
    {
        var extended = new List<(LeaseBatch Batch, ReceivedMessage Message)>();
        foreach (var batch in due)
        {
            batch.ExtendAt = Now + Ticks(queue.Visibility / 2);
            // Twelve hours after the receive SQS hides nothing for longer.
            if (HideableTime(batch).TotalSeconds < 1) continue;
            foreach (var message in batch.Messages)
            {
                if (message.TryBeginExtension()) extended.Add((batch, message));
            }
        }

        var calls = extended.Chunk(SqsQueue.MaxBatch).ToList();
        foreach (var batch in calls.SelectMany(BatchesOf)) batch.CallAdded();
        await Parallel.ForEachAsync(
            calls,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentCalls },
            async (call, _) =>
            {
                await ExtendAsync(call).ConfigureAwait(false);
                foreach (var (_, message) in call)
                {
                    if (message.EndExtension() is { } seconds) settler.Hide(message, seconds);
                }

                foreach (var batch in BatchesOf(call))
                {
                    if (batch.CallEnded()) Insert(batch);
                }
            }).ConfigureAwait(false);
        lock (_gate)
        {
            if (--_serving == 0) _served?.TrySetResult();
        }
    }

    private static IEnumerable<LeaseBatch> BatchesOf((LeaseBatch Batch, ReceivedMessage Message)[] call) => call.Select(held => held.Batch).Distinct();

    private async Task ExtendAsync((LeaseBatch Batch, ReceivedMessage Message)[] chunk)
    {
        List<Settlement> entries = [.. chunk.Select(held => new Settlement(
            held.Message, (int)Math.Min(queue.Visibility.TotalSeconds, HideableTime(held.Batch).TotalSeconds)))];
        var startedAt = Now;
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token);
            var failures = await queue.HideAsync(entries, either.Token).ConfigureAwait(false);
            foreach (var failure in failures) Failed(chunk[int.Parse(failure.Id, NumberStyles.None, CultureInfo.InvariantCulture)], failure.SenderFault == true, failure.Code, failure.Message);
            for (var index = 0; index < chunk.Length; index++)
            {
                if (failures.TrueForAll(failure => failure.Id != SqsQueue.EntryId(index)))
                    chunk[index].Message.HiddenUntil = startedAt + Ticks(TimeSpan.FromSeconds(entries[index].HiddenSeconds));
            }
        }
#pragma warning disable CA1031 // There is time for another try.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (_stopping.IsCancellationRequested) return;
            logger.BatchNotExtended(error, string.Join(", ", entries.Select(entry => entry.Receipt.MessageId)), SqsFault.Advice(error));
            foreach (var (batch, _) in chunk) ExtendSooner(batch);
        }
    }

    private void Failed((LeaseBatch Batch, ReceivedMessage Message) held, bool isRefused, string code, string? problem)
    {
        if (held.Message.IsEnded) return;
        if (isRefused)
        {
            held.Message.IsExposed = true;
            logger.NotExtended(held.Message.Message.MessageId, code, problem);
        }
        else
        {
            ExtendSooner(held.Batch);
        }
    }

    private void ExtendSooner(LeaseBatch batch) => batch.ExtendAt = Now + Ticks(queue.Visibility / 8);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
