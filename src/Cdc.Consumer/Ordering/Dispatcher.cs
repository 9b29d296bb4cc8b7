using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Ordering;

/// <summary>Has the changes of held messages handled: side by side up to a bound, those of one item one after the other; and says when more may be received.</summary>
internal sealed class Dispatcher : IDisposable
{
    // How far it is looked for a message to give back.
    private const int MostLookedAt = 100;

    private readonly Lock _gate = new();
    private readonly DispatchLimits _limits;
    private readonly IChangePipeline _pipeline;
    private readonly ChangeSettling _settling;
    private readonly Settler _settler;
    private readonly DoneChanges _done;
    private readonly Func<int?> _maxReceiveCount;
    private readonly ConsumerTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChangeLines _lines;
    private readonly HeldBudget _budget;
    private readonly WorkerThreads _threads;
    private readonly Queue<(int Wanted, TaskCompletionSource<int> Places)> _waiting = new();
    private readonly Queue<ChangeDelivery> _ready = new();
    private readonly List<Worker> _workers = [];
    private readonly Stack<Worker> _idle = new();
    private readonly Stack<ChangeDelivery> _replaced = new();
    private readonly LinkedList<HeldMessage> _waitingMessages = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunWatch _watch;
    private BatchGathering? _gathering;
    private int _taken;
    private int _atOnce;
    private int _messages;
    private int _isolating;
    private int _overdue;
    private bool _closed;
    private Outbox? _spareOutbox;
    private volatile bool _isCancelling;

    /// <param name="pipeline">What handles changes.</param>
    /// <param name="items">Tells items apart.</param>
    /// <param name="limits">How many, and in what order.</param>
    /// <param name="settling">Decides about what was not simply handled.</param>
    /// <param name="settler">Deletes messages, and gives them back.</param>
    /// <param name="done">Remembers what is done of messages that come again.</param>
    /// <param name="maxReceiveCount">After how many deliveries a message is lost to the queue; null for never.</param>
    /// <param name="telemetry">Told of what is given back.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what is given back.</param>
    public Dispatcher(
        IChangePipeline pipeline,
        IEqualityComparer<object> items,
        DispatchLimits limits,
        ChangeSettling settling,
        Settler settler,
        DoneChanges done,
        Func<int?> maxReceiveCount,
        ConsumerTelemetry telemetry,
        TimeProvider time,
        ILogger logger)
    {
        (_pipeline, _limits, _settling, _settler, _done, _maxReceiveCount) = (pipeline, limits, settling, settler, done, maxReceiveCount);
        (_telemetry, _time, _logger) = (telemetry, time, logger);
        _lines = new ChangeLines(items, limits.IsFifo, limits.Coalesce);
        _budget = new HeldBudget(limits.Concurrency, limits.MaxChanges, limits.MaxBytes, limits.Receives, pipeline.MaxBatchSize);
        _threads = new WorkerThreads(TakeBack);
        _watch = new RunWatch(limits.MaxProcessingTime, Expire, time);
        settler.OnDeleted = Deleted;
    }

    /// <summary>Ends when the dispatcher is closed and holds nothing.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Whether handlers that begin are cancelled at once.</summary>
    public bool IsCancelling => _isCancelling;

    /// <summary>How many handlers run although they have been cancelled for taking too long.</summary>
    public int Overdue => Volatile.Read(ref _overdue);

    /// <summary>How many calls of the pipeline are under way, and how many messages are held.</summary>
    public (int Running, int Held) Load
    {
        get
        {
            lock (_gate) return (_workers.Count - _idle.Count, _messages);
        }
    }

    /// <summary>How many changes are held.</summary>
    public int HeldChanges
    {
        get
        {
            lock (_gate) return _budget.Held;
        }
    }

    /// <summary>Whether a receive waits for room.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

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

    /// <summary>Takes messages that have places, in order. Once closed, each is given back when its turn comes.</summary>
    public void Post(ReadOnlySpan<HeldMessage> messages)
    {
        var outbox = TakeOutbox();
        foreach (var message in messages) Recall(message);
        lock (_gate)
        {
            _budget.Return(messages.Length);
            foreach (var message in messages) Add(message, outbox);
            TakeTurns(outbox);
            // What came at last goes back first, where messages brought more than there was room for.
            while (_budget.IsExceeded && TryGiveBack(evenReady: true, outbox))
            {
            }

            AdmitWaiting(outbox);
        }

        Send(outbox);
    }

    /// <summary>Starts no change any more: those that wait are given back, each when the earlier ones of its item have ended.</summary>
    public void Close()
    {
        var outbox = TakeOutbox();
        lock (_gate)
        {
            _closed = true;
            foreach (var worker in _workers) PutBackRest(worker);
            while (_ready.TryDequeue(out var change)) PutBack(change);
            TakeTurns(outbox);
            CheckDrained();
        }

        _settler.Hurry();
        Send(outbox);
    }

    /// <summary>Cancels the handlers that run, and those that are about to begin.</summary>
    public void CancelRunning()
    {
        _isCancelling = true;
        Worker[] workers;
        lock (_gate) workers = [.. _workers];
        // What handlers registered runs on other threads.
        foreach (var worker in workers) _ = worker.Current?.CancelAsync();
    }

    /// <summary>Says that the message's turn has come, by the worker that takes it.</summary>
    /// <returns>False if SQS hides it no longer: it may be with another consumer, and comes again.</returns>
    public bool TryBegin(ChangeDelivery change, long now)
    {
        change.StartedAt = now;
        if (now < change.Message.HiddenUntil)
        {
            _watch.Begun(now);
            return true;
        }

        ((HeldMessage)change.Message).HasLapsed = true;
        change.PutOff();
        return false;
    }

    /// <summary>Gives what a worker has not begun with to others, as it waits for a handler.</summary>
    public void Yield(Worker worker)
    {
        var outbox = TakeOutbox();
        lock (_gate)
        {
            if (!worker.HasYielded) _atOnce--;
            worker.HasYielded = true;
            PutBackRest(worker);
            StartReady();
            AdmitWaiting(outbox);
        }

        Send(outbox);
    }

    /// <summary>Ends what a worker has done, and gives it more to do.</summary>
    /// <returns>Whether it has more to do.</returns>
    public bool EndAndTake(Worker worker)
    {
        var outbox = TakeOutbox();
        bool goesOn;
        lock (_gate)
        {
            Observe(worker);
            for (var index = 0; index < worker.Begun; index++) End(worker.Taken[index], outbox);
            _taken -= worker.Begun;
            worker.Taken.Clear();
            if (!worker.HasYielded) _atOnce--;
            worker.HasYielded = true;
            TakeTurns(outbox, starts: false);
            goesOn = Take(worker);
            if (!goesOn) _idle.Push(worker);
            StartReady();
            AdmitWaiting(outbox);
            CheckDrained();
        }

        Send(outbox);
        return goesOn;
    }

    /// <summary>Says that the handler of an overdue run has ended.</summary>
    public void OverdueEnded() => Interlocked.Decrement(ref _overdue);

    public void Dispose()
    {
        _watch.Dispose();
        _threads.Dispose();
        _gathering?.Dispose();
    }

    private void Recall(HeldMessage message)
    {
        message.Open = message.Changes.Length;
        if (message.ReceiveCount == 1 || _done.Find(message.Message.MessageId, message.Changes.Length) is not { } done) return;
        foreach (var change in message.Changes)
        {
            if (!done[change.Index] || change is UnreadableDelivery) continue;
            change.State = DeliveryState.Ended;
            message.Open--;
        }
    }

    // All below in the gate, but for those that say so.
    private void Add(HeldMessage message, Outbox outbox)
    {
        try
        {
            _lines.Add(message);
        }
#pragma warning disable CA1031 // What a key type's comparer throws is a failure of the message alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            outbox.Refused.Add((message, error));
            return;
        }

        _messages++;
        _budget.Hold(message.Open, message.Bytes);
        if (message.Open > 0 && message.ReceiveCount <= MostGivenBack) message.Place = _waitingMessages.AddLast(message);
    }

    /// <summary>With how many deliveries behind it a message may still be given back unhandled: half of what the redrive policy allows, the rest is the handler's.</summary>
    private int MostGivenBack => _maxReceiveCount() is { } most ? most / 2 : int.MaxValue;

    private int Admit(int wanted, Outbox outbox)
    {
        var isIdle = _workers.Count - _idle.Count < _limits.Concurrency && _ready.Count < _pipeline.MaxBatchSize;
        var places = _budget.TryTake(wanted, _taken + _ready.Count, isIdle);
        if (places > 0 || !isIdle || !_budget.IsFull || _closed) return places;
        // All that is held waits behind its own items, and a worker has nothing to do.
        while (_budget.Room < wanted && TryGiveBack(evenReady: false, outbox))
        {
        }

        return _budget.TryTake(wanted, _taken + _ready.Count, isIdle);
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
            var message = place.Value;
            place = place.Previous;
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

    private void TakeTurns(Outbox outbox, bool starts = true)
    {
        while (true)
        {
            if (_lines.Finished.TryDequeue(out var message)) Finish(message, outbox);
            else if (_lines.Turns.TryDequeue(out var change)) TakeTurn(change, outbox);
            else break;
        }

        if (starts) StartReady();
    }

    private void TakeTurn(ChangeDelivery change, Outbox outbox)
    {
        while (change.ReplacedBy is { } newer) change = newer;
        if (change.State != DeliveryState.Waiting) return;
        if (_closed || change.MustNotOvertake)
        {
            change.PutOff();
            End(change, outbox);
        }
        else
        {
            change.State = DeliveryState.Ready;
            _ready.Enqueue(change);
        }
    }

    private void PutBack(ChangeDelivery change)
    {
        while (change.ReplacedBy is { } newer) change = newer;
        if (change.State is not (DeliveryState.Ready or DeliveryState.Taken)) return;
        change.State = DeliveryState.Waiting;
        _lines.Turns.Enqueue(change);
    }

    private void PutBackRest(Worker worker)
    {
        var first = worker.TakeBack();
        if (first == worker.Taken.Count) return;
        for (var index = first; index < worker.Taken.Count; index++)
        {
            var change = worker.Taken[index];
            _taken--;
            if (_closed)
            {
                PutBack(change);
            }
            else
            {
                change.State = DeliveryState.Ready;
                _ready.Enqueue(change);
            }
        }
    }

    // Not in the gate: the worker's handler blocks its thread.
    private void TakeBack(Worker worker)
    {
        var outbox = TakeOutbox();
        lock (_gate)
        {
            if (!worker.HasYielded)
            {
                _atOnce--;
                worker.HasYielded = true;
            }

            PutBackRest(worker);
            TakeTurns(outbox);
            AdmitWaiting(outbox);
        }

        Send(outbox);
    }

    private void StartReady()
    {
        while (_ready.Count > 0 && WantsWorker())
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
        ? Gathering.IsDue(_ready.Count)
        : !_budget.IsCheap || _atOnce * Worker.MostTaken < _ready.Count;

    private BatchGathering Gathering => _gathering ??= new BatchGathering(_pipeline, OnGathered, _time);

    // Not in the gate: what was gathered has waited long enough.
    private void OnGathered()
    {
        lock (_gate) StartReady();
    }

    private bool Take(Worker worker)
    {
        if (_pipeline.MaxBatchSize > 1 && _ready.Count > 0 && !Gathering.IsDue(_ready.Count)) return false;
        var most = _pipeline.MaxBatchSize > 1 ? _pipeline.MaxBatchSize
            : _budget.IsCheap ? Math.Clamp((_ready.Count + 1) / 2, 1, Worker.MostTaken)
            : 1;
        while (worker.Taken.Count < most && _ready.TryDequeue(out var change))
        {
            while (change.ReplacedBy is { } newer) change = newer;
            if (change.State != DeliveryState.Ready) continue;
            change.State = DeliveryState.Taken;
            Begin((HeldMessage)change.Message);
            worker.Taken.Add(change);
        }

        if (_ready.Count == 0) _gathering?.Emptied();
        if (worker.Taken.Count == 0) return false;
        _taken += worker.Taken.Count;
        _atOnce++;
        worker.HasYielded = false;
        worker.Fill();
        return true;
    }

    private void Observe(Worker worker)
    {
        var atOnce = worker.TookLong > 0 ? worker.Begun - 1 : worker.Begun;
        if (atOnce > 0) _budget.Observe(_time.GetElapsedTime(0, worker.TookAtOnce) / atOnce, atOnce);
        if (worker.TookLong > 0) _budget.Observe(_time.GetElapsedTime(0, worker.TookLong), 1);
    }

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

    // Nothing of the message is given back any more.
    private void Begin(HeldMessage message)
    {
        if (message.Place is null) return;
        _waitingMessages.Remove(message.Place);
        message.Place = null;
    }

    private void Leave(HeldMessage message)
    {
        Begin(message);
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
            if (worker.Current is not { } run || run.StartedAt > before || !run.TryExpire()) continue;
            Interlocked.Increment(ref _overdue);
            run.Change.Message.IsExposed = true;
            _logger.HandlerOverdue(run.Change.Message.Message.MessageId, _limits.MaxProcessingTime);
            _ = run.CancelAsync();
        }

        long? earliest = null;
        foreach (var worker in workers)
        {
            if (worker.Current is { } run && run.StartedAt > before && !(run.StartedAt >= earliest)) earliest = run.StartedAt;
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
