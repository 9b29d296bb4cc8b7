using Cdc.Publisher.Sns;
using Cdc.Publisher.Telemetry;
using Cdc.Retries;
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
        if (call is { Error: { } error, Changes: > 1 } && SnsFaults.Of(error) == SnsFault.Message)
        {
            TakeApart(call, error);
            return;
        }

        var isLogged = false;
        for (var position = 0; position < call.Count; position++)
        {
            var failure = call.FailureOf(position);
            if (failure is null && call.Error is null) Succeed(call[position]);
            else if (!TryMend(call, position, failure, deadline))
            {
                Stop(call, position, failure, isLogged);
                isLogged = true;
            }
        }
    }

    private void Succeed(MessageRange message)
    {
        for (var at = message.Start; at < message.End; at++)
        {
            var index = batch.Sent[at];
            ref var entry = ref batch[index];
            entry.IsOut = false;
            if (!entry.IsParking && batch.Records.Records[index].Time is { } changed)
                PublisherTelemetry.Lag(time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(changed), entry.Topic!.Name);
            batch.Done(index, entry.IsParking ? EntryState.Parked : EntryState.Published);
        }

        for (var at = message.Start; at < message.End; at++)
        {
            var index = batch.Sent[at];
            _schedule.Done(index);
            if (batch[index].Isolation is not { } isolation) continue;
            isolation.Accept();
            GiveUpHeld(isolation);
        }
    }

    /// <summary>Sees to it that a message that failed goes out later, or in another form, or that nobody waits for it.</summary>
    private bool TryMend(PublishCall call, int position, SnsFailure? failure, PublishDeadline deadline)
    {
        var message = call[position];
        var index = batch.Sent[message.Start];
        var code = failure?.Code ?? SnsFaults.CodeOf(call.Error!);
        switch (FaultOf(call, position, failure))
        {
            case SnsFault.Passing when TryAgainAt(message, deadline) is { } due:
                _schedule.TryAgain(message, due);
                PublisherTelemetry.Retried(message.Count);
                PublisherLog.TryingAgain(logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), code, batch[index].Tries);
                return true;
            case SnsFault.Message when message.Count > 1:
                PublisherLog.TakingApart(logger, message.Count, code);
                Split(message);
                return true;
            case SnsFault.Message:
                var own = failure ?? new SnsFailure("", code, call.Error!.Message, senderFault: true);
                return batch[index].Isolation is { IsProven: false } isolation && options.PoisonPolicy != CdcPoisonPolicy.Fail
                    ? TryHold(isolation, index, own)
                    : TryGiveUp(index, own);
            default:
                return false;
        }
    }

    /// <summary>Applies the policy to a change whose message is at fault.</summary>
    private bool TryGiveUp(int index, SnsFailure failure)
    {
        if (!poison.TryResolve(batch, index, failure.Code, failure.Message ?? "")) return false;
        _schedule.Resolved(index);
        return true;
    }

    /// <summary>Keeps a change that was refused alone until it is known whether the others are refused too.</summary>
    private bool TryHold(Isolation isolation, int index, SnsFailure failure)
    {
        isolation.Hold(index, failure);
        if (isolation.IsRefusedAlike(batch))
        {
            PublisherLog.RefusedAlike(logger, isolation.Held, failure.Code);
            return false;
        }

        GiveUpHeld(isolation);
        return true;
    }

    private void GiveUpHeld(Isolation isolation)
    {
        foreach (var (index, failure) in isolation.Release())
        {
            if (!TryGiveUp(index, failure)) StopAt(index, failure);
        }
    }

    private static SnsFault FaultOf(PublishCall call, int position, SnsFailure? failure)
    {
        var fault = failure is null ? SnsFaults.Of(call.Error!) : SnsFaults.Of(failure);
        // A failure that names another id could be any message's: nobody is left out for it.
        return fault == SnsFault.Message && failure is not null && !PublishCall.IsId(call.IdOf(position), failure.Id) ? SnsFault.Standing : fault;
    }

    /// <summary>Sends what was refused as a whole in smaller parts, to find the change that it was refused for.</summary>
    private void TakeApart(PublishCall call, Exception error)
    {
        PublisherLog.Isolating(logger, call.Changes, SnsFaults.CodeOf(error));
        var isolation = new Isolation();
        for (var position = 0; position < call.Count; position++)
        {
            var message = call[position];
            for (var at = message.Start; at < message.End; at++)
            {
                isolation.Join(batch, batch.Sent[at]);
                batch[batch.Sent[at]].IsAlone = true;
            }

            if (call.Count == 1) Split(message);
            else _schedule.GiveBack(message);
        }
    }

    /// <summary>Sends the changes of a message in two halves.</summary>
    private void Split(MessageRange message)
    {
        var isolation = new Isolation();
        for (var at = message.Start; at < message.End; at++)
        {
            isolation.Join(batch, batch.Sent[at]);
            batch[batch.Sent[at]].MostInMessage = Math.Max(1, message.Count / 2);
        }

        _schedule.GiveBack(message);
    }

    /// <returns>When the message is tried again; null where it is too late.</returns>
    private long? TryAgainAt(MessageRange message, PublishDeadline deadline)
    {
        if (_stopped || _cutOff.IsCancellationRequested) return null;
        ref var entry = ref batch[batch.Sent[message.Start]];
#pragma warning disable CA5394 // Jitter is no secret.
        var delay = Backoff.After(entry.Tries, _shortestDelay, _longestDelay, Random.Shared.NextDouble());
#pragma warning restore CA5394
        var now = time.GetTimestamp();
        var due = PublishDeadline.After(now, delay, time);
        var last = deadline.LastStart ?? (entry.RetryUntil ??= PublishDeadline.After(now, options.RetryFor, time));
        return due <= last ? due : null;
    }

    private void Stop(PublishCall call, int position, SnsFailure? failure, bool isLogged)
    {
        _stopped = true;
        if (failure is not null) StopAt(call.IdOf(position), failure);
        else if (!isLogged) PublisherLog.CallFailed(logger, call.Error!, call.Changes, call.Topic.Arn, PublishAdvice.For(call.Error!));
    }

    private void StopAt(int index, SnsFailure failure)
    {
        _stopped = true;
        PublisherLog.EntryFailed(
            logger, batch.Records.EventIdOf(index), batch.Records.SequenceTextOf(index), failure.Code, failure.Message ?? "", failure.SenderFault);
    }
}
