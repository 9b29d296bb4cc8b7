using Cdc.Publisher.Sns;
using Cdc.Publisher.Telemetry;
using Cdc.Waiting;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Sends what a schedule lets go out, several calls at once, until all is out, a failure stays, or the time is over.</summary>
internal sealed class PublishRun(
    CallSender sender, CdcPublisherOptions options, EntryBatch batch, PoisonRule poison, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan _shortestDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(2);

    private readonly PublishSchedule _schedule = new(batch);
    private readonly List<PublishCall> _calls = new(options.MaxConcurrentCalls);
    private CancellationToken _cutOff;
    private bool _stopped;

    /// <summary>Publishes; ends when no call is under way any more.</summary>
    /// <param name="timeLeft">How much time there is until somebody ends this process or gives up waiting; null where it is not known.</param>
    /// <param name="cancellationToken">Starts no more calls, and cuts off those under way.</param>
    public async Task RunAsync(TimeLeft? timeLeft, CancellationToken cancellationToken)
    {
        var deadline = PublishDeadline.From(timeLeft, options, time);
        using var timer = deadline.CutOffAfter is { } cutOff ? new CancellationTokenSource(cutOff, time) : null;
        using var source = timer is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        _cutOff = source?.Token ?? cancellationToken;
        while (true)
        {
            StartCalls(deadline);
            if (_calls.Count == 0 && (_stopped || _schedule.NextDue is null)) return;
            if (!_calls.Exists(call => call.Ended.IsCompleted)) await WaitAsync().ConfigureAwait(false);
            for (var position = _calls.Count - 1; position >= 0; position--)
            {
                var call = _calls[position];
                if (!call.Ended.IsCompleted) continue;
                _calls.RemoveAt(position);
                await call.Ended.ConfigureAwait(false);
                Settle(call, deadline);
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
                if (isLate && _schedule.HasReady(now)) PublisherLog.OutOfTime(logger, options.DeadlineMargin.TotalSeconds);
                return;
            }

            if (_schedule.NextCall(now) is not { } call) return;
            call.Ended = sender.SendAsync(call, batch, _cutOff);
            _calls.Add(call);
        }
    }

    /// <summary>Waits until a call has ended, or an entry that waits for another try is due and there is room for it.</summary>
    private async Task WaitAsync()
    {
        if (_stopped || _calls.Count == options.MaxConcurrentCalls || _schedule.NextDue is not { } due)
        {
            await Task.WhenAny(_calls.Select(call => call.Ended)).ConfigureAwait(false);
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_cutOff);
        // Task.Delay drops what is less than a millisecond; rounded up, the entry is due when the wait is over.
        var milliseconds = Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), due).TotalMilliseconds);
        var wait = Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds)), time, waiting.Token);
        await Task.WhenAny([.. _calls.Select(call => call.Ended), wait]).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
    }

    private void Settle(PublishCall call, PublishDeadline deadline)
    {
        if (call is { Error: { } error, Count: > 1 } && SnsFaults.Of(error) == SnsFault.Message)
        {
            Isolate(call, error);
            return;
        }

        var isLogged = false;
        for (var position = 0; position < call.Count; position++)
        {
            var index = call[position];
            var failure = call.FailureOf(index);
            if (failure is null && call.Error is null) Succeed(index);
            else if (!TryMend(call, index, failure, deadline))
            {
                Stop(call, index, failure, isLogged);
                isLogged = true;
            }
        }
    }

    private void Succeed(int index)
    {
        ref var entry = ref batch[index];
        if (!entry.IsParking && batch.Records.Records[index].Time is { } changed)
            PublisherTelemetry.Lag(time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(changed), entry.Topic!.Name);
        batch.Done(index, entry.IsParking ? EntryState.Parked : EntryState.Published);
        _schedule.Done(index);
    }

    /// <summary>Sees to it that an entry that failed goes out later, or in another form, or that nobody waits for it.</summary>
    private bool TryMend(PublishCall call, int index, SnsFailure? failure, PublishDeadline deadline)
    {
        var code = failure?.Code ?? SnsFaults.CodeOf(call.Error!);
        switch (FaultOf(call, index, failure))
        {
            case SnsFault.Passing when TryAgainAt(index, deadline) is { } due:
                _schedule.TryAgain(index, due);
                PublisherTelemetry.Retried();
                PublisherLog.TryingAgain(logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), code, batch[index].Tries);
                return true;
            case SnsFault.Message when poison.TryResolve(batch, index, code, failure?.Message ?? call.Error?.Message ?? ""):
                _schedule.Resolved(index);
                return true;
            default:
                return false;
        }
    }

    private static SnsFault FaultOf(PublishCall call, int index, SnsFailure? failure)
    {
        var fault = failure is null ? SnsFaults.Of(call.Error!) : SnsFaults.Of(failure);
        // A failure that names another id could be any entry's: nobody is left out for it.
        return fault == SnsFault.Message && failure is not null && !PublishCall.IsId(index, failure.Id) ? SnsFault.Standing : fault;
    }

    /// <summary>Sends each entry of a call by itself, to find the one that the call was refused for.</summary>
    private void Isolate(PublishCall call, Exception error)
    {
        PublisherLog.Isolating(logger, call.Count, SnsFaults.CodeOf(error));
        for (var position = 0; position < call.Count; position++)
        {
            batch[call[position]].IsAlone = true;
            _schedule.MakeReady(call[position]);
        }
    }

    /// <returns>When the entry is tried again; null where it is too late.</returns>
    private long? TryAgainAt(int index, PublishDeadline deadline)
    {
        if (_stopped || _cutOff.IsCancellationRequested) return null;
#pragma warning disable CA5394 // Jitter is no secret.
        var delay = Backoff.After(batch[index].Tries, _shortestDelay, _longestDelay, Random.Shared.NextDouble());
#pragma warning restore CA5394
        var now = time.GetTimestamp();
        var due = PublishDeadline.After(now, delay, time);
        var last = deadline.LastStart ?? (batch[index].RetryUntil ??= PublishDeadline.After(now, options.RetryFor, time));
        return due <= last ? due : null;
    }

    private void Stop(PublishCall call, int index, SnsFailure? failure, bool isLogged)
    {
        _stopped = true;
        if (failure is not null)
        {
            PublisherLog.EntryFailed(
                logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), failure.Code, failure.Message ?? "", failure.SenderFault);
        }
        else if (!isLogged)
        {
            PublisherLog.CallFailed(logger, call.Error!, call.Count, call.Topic.Arn, PublishAdvice.For(call.Error!));
        }
    }
}
