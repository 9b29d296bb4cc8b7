using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;

namespace Cdc.Consumer.Ordering;

/// <content>Ends changes and messages, and sends what was decided once the gate is left.</content>
internal sealed partial class Dispatcher
{
    // How many copies to the dead-letter queue are under way beside the workers.
    private const int MostSettling = 100;

    /// <summary>Ends a change once it is settled, so that its worker need not wait for that.</summary>
    /// <param name="change">The change, whose handling has ended.</param>
    /// <param name="settling">Ends when it is settled; throws nothing.</param>
    /// <returns>False if too many are under way: then the worker waits.</returns>
    public bool TrySettleLater(ChangeDelivery change, Task settling)
    {
        if (Interlocked.Increment(ref _settlingLater) > MostSettling)
        {
            Interlocked.Decrement(ref _settlingLater);
            return false;
        }

        change.State = DeliveryState.Settling;
        _ = EndSettledAsync(change, settling);
        return true;
    }

    private async Task EndSettledAsync(ChangeDelivery change, Task settling)
    {
        await settling.ConfigureAwait(false);
        Interlocked.Decrement(ref _settlingLater);
        var outbox = TakeOutbox();
        lock (_gate)
        {
            End(change, outbox);
            TakeTurns(outbox);
            AdmitWaiting(outbox);
            CheckDrained();
        }

        Send(outbox);
    }

    // All below in the gate, but for those that say so.
    private void End(ChangeDelivery change, Outbox outbox)
    {
        var isDone = change.ComesAgainAfter is null;
        // A rejection is the newer change's alone: what it replaced was not handled, and is to come before what is behind it.
        _lines.End(change, isDone && !(change.Outcome == DeliveryOutcome.Rejected && change.Replaced is not null));
        if (change is { Outcome: DeliveryOutcome.Rejected, Replaced: not null }) ((HeldMessage)change.Message).StopsGroup = true;
        // The oldest first: where the process ends in between, it is the newest one that comes again, and comes last.
        for (var replaced = change.Replaced; replaced is not null; replaced = replaced.Replaced) _replaced.Push(replaced);
        while (_replaced.TryPop(out var replaced))
        {
            if (isDone && change.Outcome != DeliveryOutcome.Rejected) outbox.Coalesced++;
            else replaced.ComesAgainAfter = change.Outcome is DeliveryOutcome.PutOff or DeliveryOutcome.Rejected ? TimeSpan.Zero : _settling.DelayOf(replaced.Message);
            Count(replaced, outbox);
        }

        Count(change, outbox);
    }

    private void Count(ChangeDelivery change, Outbox outbox)
    {
        var message = (HeldMessage)change.Message;
        change.State = DeliveryState.Ended;
        if (change.ComesAgainAfter is { } delay)
        {
            message.HasFailed |= change.Outcome != DeliveryOutcome.PutOff;
            if (message.ComesAgainAfter is not { } longest || delay > longest) message.ComesAgainAfter = delay;
        }

        _budget.FreeChanges(1);
        if (--message.Open == 0) Finish(message, outbox);
    }

    private void Finish(HeldMessage message, Outbox outbox)
    {
        Leave(message);
        if (message.ComesAgainAfter is not { } delay)
        {
            // Nothing of a group runs before what is ahead of it is deleted.
            outbox.Deleted.Add(message);
            return;
        }

        if (message.Changes.Length > 1)
            _done.Remember(message.Message.MessageId, message.Changes.Length, message.Changes.Where(change => change.ComesAgainAfter is null).Select(change => change.Index));
        if (message.HasLapsed)
        {
            outbox.Lapsed.Add(message);
        }
        else if (_limits.Isolate && message.HasFailed && message.Changes.Length > 1 && !_isCancelling)
        {
            outbox.Isolated.Add(message);
            _isolating++;
        }
        else
        {
            outbox.Released.Add((message, delay));
        }

        _lines.End(message, mayGoOn: false);
    }

    private void Leave(HeldMessage message)
    {
        _waitingMessages.Remove(message);
        _budget.FreeBytes(message.Bytes);
        _messages--;
    }

    // Not in the gate.
    private void Deleted(ReceivedMessage received, bool isDeleted)
    {
        var message = (HeldMessage)received;
        // It comes again, and is deleted then, without running.
        if (!isDeleted) _done.Remember(message.Message.MessageId, message.Changes.Length, Enumerable.Range(0, message.Changes.Length));
        if (!_limits.IsFifo) return;
        var outbox = TakeOutbox();
        lock (_gate)
        {
            _lines.End(message, isDeleted && !message.StopsGroup);
            TakeTurns(outbox);
            AdmitWaiting(outbox);
            CheckDrained();
        }

        Send(outbox);
    }

    // Not in the gate.
    private void Expire(long before)
    {
        Worker[] workers;
        lock (_gate) workers = [.. _workers];
        foreach (var worker in workers)
        {
            if (worker.Calls.TryExpire(before) is not { } change) continue;
            Interlocked.Increment(ref _overdue);
            change.Message.IsExposed = true;
            _logger.HandlerOverdue(change.Message.Message.MessageId, _limits.MaxProcessingTime);
        }

        long? earliest = null;
        foreach (var worker in workers)
        {
            if (worker.Calls.StartedAt is { } at && at > before && !(at >= earliest)) earliest = at;
        }

        if (earliest is { } startedAt) _watch.Begun(startedAt);
    }

    private void CheckDrained()
    {
        if (_closed && _messages == 0 && _isolating == 0) _drained.TrySetResult();
    }

    // Not in the gate.
    private async Task IsolateAsync(HeldMessage message)
    {
        await _settling.IsolateAsync(message, message.Changes, message.ComesAgainAfter ?? TimeSpan.Zero).ConfigureAwait(false);
        lock (_gate)
        {
            _isolating--;
            CheckDrained();
        }
    }

    // Not in the gate.
    private void Send(Outbox outbox)
    {
        if (outbox.Coalesced > 0) _telemetry.Coalesced(outbox.Coalesced);
        if (outbox.Deleted.Count > 0) _settler.Delete(outbox.Deleted);
        foreach (var (message, delay) in outbox.Released) _settler.Release(message, delay);
        foreach (var (message, delay) in outbox.Deferred)
        {
            _settler.Release(message, delay);
            _telemetry.Deferred();
            _logger.GivenBack(message.Message.MessageId, message.ReceiveCount, message.Changes.Length, delay);
        }

        foreach (var (message, error) in outbox.Refused) _settler.Release(message, _settling.GiveBack(message, error));
        foreach (var message in outbox.Lapsed)
        {
            message.TryEnd();
            _logger.Lapsed(message.Message.MessageId);
        }

        foreach (var message in outbox.Isolated) _ = IsolateAsync(message);
        foreach (var (receive, places) in outbox.Admitted) receive.TrySetResult(places);
        outbox.Clear();
        _spareOutbox = outbox;
    }

    // Not in the gate.
    private Outbox TakeOutbox() => Interlocked.Exchange(ref _spareOutbox, null) ?? new Outbox();
}
