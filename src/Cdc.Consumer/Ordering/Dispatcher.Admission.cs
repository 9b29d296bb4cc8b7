using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <content>Says when more may be received, and gives back what there is no room for.</content>
internal sealed partial class Dispatcher
{
    // How far it is looked for a message to give back.
    private const int MostLookedAt = 100;

    /// <summary>Waits until there is room for a receive.</summary>
    /// <returns>How many messages it may bring: at least one, at most <paramref name="wanted"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; what was waited for is lost, so cancel only to stop for good.</exception>
    public ValueTask<int> ReserveAsync(int wanted, CancellationToken cancellationToken)
    {
        var outbox = TakeOutbox();
        TaskCompletionSource<int>? source = null;
        int places;
        lock (_gate)
        {
            places = _waiting.Count == 0 ? Admit(wanted, outbox) : 0;
            if (places == 0) _waiting.Enqueue((wanted, source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        Send(outbox);
        return source is null ? ValueTask.FromResult(places) : new ValueTask<int>(source.Task.WaitAsync(cancellationToken));
    }

    /// <summary>Gives reserved places back that no message came for.</summary>
    public void Return(int places)
    {
        if (places == 0) return;
        var outbox = TakeOutbox();
        lock (_gate)
        {
            _budget.Return(places);
            AdmitWaiting(outbox);
        }

        Send(outbox);
    }

    /// <summary>With how many deliveries behind it a message may still be given back unhandled: half of what the redrive policy allows, the rest is the handler's.</summary>
    private int MostGivenBack => _maxReceiveCount() is { } most ? most / 2 : int.MaxValue;

    private int Admit(int wanted, Outbox outbox)
    {
        var isIdle = _workers.Count - _idle.Count < _limits.Concurrency && ReadyCount < _pipeline.MaxBatchSize;
        var places = _budget.TryTake(wanted, _taken + ReadyCount, isIdle);
        if (places > 0 || !isIdle || !_budget.IsFull || _closed) return places;
        // All that is held waits behind its own items, and a worker has nothing to do.
        while (_budget.Room < wanted && TryGiveBack(evenReady: false, outbox))
        {
        }

        return _budget.TryTake(wanted, _taken + ReadyCount, isIdle);
    }

    private void AdmitWaiting(Outbox outbox)
    {
        while (_waiting.TryPeek(out var first) && Admit(first.Wanted, outbox) is > 0 and var places)
        {
            _waiting.Dequeue();
            outbox.Admitted.Add((first.Places, places));
        }
    }

    private bool TryGiveBack(bool evenReady, Outbox outbox)
    {
        var place = _waitingMessages.Last;
        for (var looks = 0; place is not null && looks < MostLookedAt; looks++)
        {
            var message = place;
            place = place.PreviousWaiting;
            if (message.ReceiveCount > MostGivenBack || !_lines.TryWithdraw(message, evenReady)) continue;
            foreach (var change in message.Changes)
            {
                if (change.State == DeliveryState.Ended) continue;
                change.State = DeliveryState.Ended;
                change.PutOff();
                _budget.FreeChanges(1);
            }

            message.Open = 0;
            Leave(message);
            outbox.Deferred.Add((message, _settling.DelayOf(message)));
            return true;
        }

        return false;
    }
}
