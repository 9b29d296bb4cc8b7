using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Publishing;

/// <summary>Sends what a schedule lets go out, several calls at once, until all is out, a failure stays, or the time is over.</summary>
internal sealed class PublishRun(ISnsPublisher sns, CdcPublisherOptions options, PublishSchedule schedule, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan _shortestDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(2);

    private readonly List<Task<CallOutcome>> _calls = new(options.MaxConcurrentCalls);
    private CancellationToken _cutOff;
    private bool _stopped;

    /// <summary>Publishes; ends when no call is under way any more.</summary>
    /// <param name="timeLeft">The time until somebody ends this process or gives up waiting; null where it is not known.</param>
    /// <param name="published">Told of each entry that went out, one after the other.</param>
    /// <param name="cancellationToken">Starts no more calls, and cuts off those under way.</param>
    public async Task RunAsync(TimeSpan? timeLeft, Action<EnvelopeEntry> published, CancellationToken cancellationToken)
    {
        var deadline = PublishDeadline.From(timeLeft, options, time);
        using var timer = new CancellationTokenSource(deadline.CutOff ?? Timeout.InfiniteTimeSpan, time);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        _cutOff = source.Token;
        while (true)
        {
            StartCalls(deadline);
            if (_calls.Count == 0 && (_stopped || schedule.NextDue is null)) return;
            await WaitAsync().ConfigureAwait(false);
            foreach (var call in _calls.Where(call => call.IsCompleted).ToList())
            {
                _calls.Remove(call);
                Settle(await call.ConfigureAwait(false), deadline, published);
            }
        }
    }

    private void StartCalls(PublishDeadline deadline)
    {
        while (!_stopped && _calls.Count < options.MaxConcurrentCalls)
        {
            var now = time.GetTimestamp();
            var isLate = deadline.LastStart <= now;
            if (isLate || _cutOff.IsCancellationRequested)
            {
                _stopped = true;
                if (isLate) PublisherLog.OutOfTime(logger, options.DeadlineMargin.TotalSeconds);
                return;
            }

            if (schedule.NextCall(now) is not { } call) return;
            _calls.Add(SendAsync(call));
        }
    }

    /// <summary>Waits until a call has ended, or an entry that waits for another try is due and there is room for it.</summary>
    private async Task WaitAsync()
    {
        if (_stopped || _calls.Count == options.MaxConcurrentCalls || schedule.NextDue is not { } due)
        {
            await Task.WhenAny(_calls).ConfigureAwait(false);
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_cutOff);
        // Task.Delay drops what is less than a millisecond; rounded up, the entry is due when the wait is over.
        var milliseconds = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), due).TotalMilliseconds);
        var wait = Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds)), time, waiting.Token);
        await Task.WhenAny([.. _calls, wait]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    private async Task<CallOutcome> SendAsync(List<int> call)
    {
        try
        {
            var failures = await sns.PublishBatchAsync(
                options.TopicArn, [.. call.Select(position => schedule[position].Entry)], _cutOff).ConfigureAwait(false);
            return new CallOutcome(call, failures ?? throw new InvalidOperationException($"{sns.GetType()} answered null, so it is not known what went out."), null);
        }
#pragma warning disable CA1031 // Whatever the publisher throws, the records count as failed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CallOutcome(call, [], error);
        }
    }

    private void Settle(CallOutcome outcome, PublishDeadline deadline, Action<EnvelopeEntry> published)
    {
        var isLogged = false;
        // A failure that names no entry of the call could be any of them.
        var ofNone = outcome.Failures.FirstOrDefault(failure => !outcome.Call.Exists(position => schedule[position].Entry.Id == failure.Id));
        foreach (var position in outcome.Call)
        {
            var entry = schedule[position];
            var failure = outcome.Failures.FirstOrDefault(failure => failure.Id == entry.Entry.Id) ?? ofNone;
            if (failure is null && outcome.Error is null)
            {
                published(entry);
                schedule.Published(position);
            }
            else if (TryAgainAt(outcome.Error is { } thrown ? SnsFaults.Passes(thrown) : SnsFaults.Passes(failure!), position, deadline) is { } due)
            {
                schedule.TryAgain(position, due);
                PublisherLog.TryingAgain(logger, entry.Record.EventId, entry.Record.SequenceNumber, failure?.Code ?? outcome.Error!.GetType().Name, schedule.TriesOf(position));
            }
            else
            {
                _stopped = true;
                if (failure is not null) LogFailure(entry.Record, failure);
                else if (!isLogged) PublisherLog.CallFailed(logger, outcome.Error!, outcome.Call.Count, options.TopicArn, PublishAdvice.For(outcome.Error!));
                isLogged = true;
            }
        }
    }

    /// <returns>When the entry is tried again; null where that is of no use or too late.</returns>
    private long? TryAgainAt(bool passes, int position, PublishDeadline deadline)
    {
        if (!passes || _stopped || _cutOff.IsCancellationRequested) return null;
        var longest = _shortestDelay * Math.Pow(2, Math.Min(schedule.TriesOf(position) - 1, 10));
        if (longest > _longestDelay) longest = _longestDelay;
#pragma warning disable CA5394 // Jitter is no secret.
        var due = PublishDeadline.After(time.GetTimestamp(), longest * (0.5 + (Random.Shared.NextDouble() / 2)), time);
#pragma warning restore CA5394
        return due <= deadline.LastRetry ? due : null;
    }

    private void LogFailure(StreamRecord record, SnsFailure failure) => PublisherLog.EntryFailed(
        logger, record.EventId, record.SequenceNumber, failure.Code, failure.Message ?? "", failure.SenderFault);

    private sealed record CallOutcome(List<int> Call, IReadOnlyList<SnsFailure> Failures, Exception? Error);
}
