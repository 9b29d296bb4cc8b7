using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <content>Gives changes whose turn has come to workers: one at a time, several cheap ones, or a batch.</content>
internal sealed partial class Dispatcher
{
    private void Ready(ChangeDelivery change)
    {
        if (_pipeline.MaxBatchSize == 1 || change is UnreadableDelivery || _pipeline.GroupOf(change) is not { } group)
        {
            // What may share no run with others waits for none of them.
            _ready.Enqueue(change);
            return;
        }

        var gathering = _gatherings.Find(one => one.Group == group);
        if (gathering is null) _gatherings.Add(gathering = new BatchGathering(group, OnGathered, _time));
        gathering.Ready.Enqueue(change);
        _gathered++;
    }

    private int ReadyCount => _ready.Count + _gathered;

    private bool TryTakeReady(out ChangeDelivery? change)
    {
        if (_ready.TryDequeue(out change)) return true;
        foreach (var gathering in _gatherings)
        {
            if (!gathering.Ready.TryDequeue(out change)) continue;
            _gathered--;
            return true;
        }

        return false;
    }

    private void StartReady()
    {
        while (ReadyCount > 0 && WantsWorker())
        {
            if (!_idle.TryPop(out var worker))
            {
                if (_workers.Count == _limits.Concurrency) return;
                _workers.Add(worker = new Worker(this, _pipeline, _settling, _threads, _time));
                _threads.Add(worker);
            }

            if (!Take(worker))
            {
                _idle.Push(worker);
                return;
            }

            _threads.Start(worker);
        }
    }

    // For a handful of cheap ones those are enough that come back at once anyway.
    private bool WantsWorker() => _pipeline.MaxBatchSize > 1
        ? _ready.Count > 0 || HasDueBatch()
        : !_budget.IsCheap || _atOnce * Worker.MostTaken < _ready.Count;

    private bool HasDueBatch()
    {
        var isAnyDue = false;
        // Each begins to wait, whether or not another is due.
        foreach (var gathering in _gatherings) isAnyDue |= gathering.IsDue();
        return isAnyDue;
    }

    // Not in the gate: what was gathered has waited long enough.
    private void OnGathered()
    {
        lock (_gate) StartReady();
    }

    private bool Take(Worker worker)
    {
        if (_pipeline.MaxBatchSize > 1) TakeBatch(worker);
        else TakeEach(worker, _ready, _budget.IsCheap ? Math.Clamp((_ready.Count + 1) / 2, 1, Worker.MostTaken) : 1);
        if (worker.Taken.Count == 0) return false;
        _taken += worker.Taken.Count;
        _atOnce++;
        worker.HasYielded = false;
        worker.Fill();
        return true;
    }

    private void TakeEach(Worker worker, FairTurns from, int most)
    {
        while (worker.Taken.Count < most && from.TryDequeue(out var change)) TryTake(worker, change);
    }

    // In turn, so that none of them keeps the others from their workers.
    private void TakeBatch(Worker worker)
    {
        for (var looks = 0; looks <= _gatherings.Count && worker.Taken.Count == 0; looks++)
        {
            _turn = (_turn + 1) % (_gatherings.Count + 1);
            if (_turn == _gatherings.Count) TakeEach(worker, _ready, most: 1);
            else TakeBatch(worker, _gatherings[_turn]);
        }
    }

    private void TakeBatch(Worker worker, BatchGathering gathering)
    {
        if (!gathering.IsDue()) return;
        var before = gathering.Ready.Count;
        TakeEach(worker, gathering.Ready, gathering.Group.MaxSize);
        _gathered -= before - gathering.Ready.Count;
        if (gathering.Ready.Count == 0) gathering.Emptied();
    }

    private bool TryTake(Worker worker, ChangeDelivery change)
    {
        while (change.ReplacedBy is { } newer) change = newer;
        if (change.State != DeliveryState.Ready) return false;
        change.State = DeliveryState.Taken;
        // Nothing of the message is given back any more.
        _waitingMessages.Remove((HeldMessage)change.Message);
        worker.Taken.Add(change);
        return true;
    }
}
