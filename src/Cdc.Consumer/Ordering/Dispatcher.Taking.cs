using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <content>Gives changes whose turn has come to workers: one at a time, several cheap ones, or a batch.</content>
internal sealed partial class Dispatcher
{
    // What may share no run with others waits for none of them.
    private void Ready(ChangeDelivery change)
    {
        if (_pipeline.MaxBatchSize > 1 && (change is UnreadableDelivery || _pipeline.GroupOf(change) is null)) _alone.Enqueue(change);
        else _ready.Enqueue(change);
    }

    private int ReadyCount => _ready.Count + _alone.Count;

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
        ? _alone.Count > 0 || Gathering.IsDue(_ready.Count)
        : !_budget.IsCheap || _atOnce * Worker.MostTaken < _ready.Count;

    private BatchGathering Gathering => _gathering ??= new BatchGathering(_pipeline, OnGathered, _time);

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

    private void TakeBatch(Worker worker)
    {
        TakeEach(worker, _alone, most: 1);
        if (worker.Taken.Count > 0 || _ready.Count == 0 || !Gathering.IsDue(_ready.Count)) return;
        object? group = null;
        for (var left = _ready.Count; left > 0 && worker.Taken.Count < _pipeline.MaxBatchSize; left--)
        {
            var change = _ready.Dequeue();
            if (group is not null && !ReferenceEquals(_pipeline.GroupOf(change), group)) _ready.Enqueue(change);
            else if (TryTake(worker, change)) group ??= _pipeline.GroupOf(change);
        }

        if (_ready.Count == 0) _gathering?.Emptied();
    }

    private bool TryTake(Worker worker, ChangeDelivery change)
    {
        while (change.ReplacedBy is { } newer) change = newer;
        if (change.State != DeliveryState.Ready) return false;
        change.State = DeliveryState.Taken;
        Begin((HeldMessage)change.Message);
        worker.Taken.Add(change);
        return true;
    }
}
