namespace Cdc.Consumer.Dispatch;

/// <summary>Runs held messages: side by side up to a bound, those of one key one after the other.</summary>
/// <param name="runner">What to do with a message.</param>
/// <param name="items">Tells whether two changes are of the same item.</param>
/// <param name="limits">How many, and in what order.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyedDispatcher(IMessageRunner runner, IEqualityComparer<object> items, DispatchLimits limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly KeyOrder _order = new(items);
    private readonly HeldRoom _room = new(limits.Concurrency, limits.Held, limits.Receives);
    private readonly Queue<(int Wanted, TaskCompletionSource<int> Places)> _waiting = new();
    private readonly Queue<HeldMessage> _turns = new();
    private readonly Queue<HeldMessage> _ready = new();
    private readonly List<Worker> _workers = [];
    private readonly Stack<Worker> _idle = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;
    private bool _closed;

    /// <summary>Ends when the dispatcher is closed and holds nothing.</summary>
    public Task Drained => _drained.Task;

    /// <summary>How many messages are running, and how many are held, those included.</summary>
    public (int Running, int Held) Load
    {
        get
        {
            lock (_gate) return (_workers.Count - _idle.Count, _held);
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
    /// <returns>How many places were taken: at least one, at most <paramref name="wanted"/>.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; what was waited for is lost, so cancel only to stop for good.</exception>
    public ValueTask<int> ReserveAsync(int wanted, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && _room.TryTake(wanted) is > 0 and var places) return ValueTask.FromResult(places);
            var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((wanted, source));
            return new ValueTask<int>(source.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Gives reserved places back that no message came for.</summary>
    public void Return(int places)
    {
        if (places == 0) return;
        lock (_gate) Free(places);
    }

    /// <summary>Takes messages that have places, in order. Once closed, each is given back when its turn comes.</summary>
    public void Post(ReadOnlySpan<HeldMessage> messages)
    {
        lock (_gate)
        {
            _held += messages.Length;
            foreach (var message in messages) Add(message);
            TakeTurns();
        }
    }

    /// <summary>Starts no message any more: those that wait are given back, each when the earlier ones of its keys have ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_ready.TryDequeue(out var message)) _turns.Enqueue(message);
            TakeTurns();
            if (_held == 0) _drained.TrySetResult();
        }
    }

    /// <summary>Cancels the handlers that run.</summary>
    public void CancelRunning()
    {
        lock (_gate)
        {
            foreach (var worker in _workers) worker.Cancellation.Cancel();
        }
    }

    /// <summary>Ends a worker's message.</summary>
    /// <returns>The message that the worker is to run now; null where it has to stop.</returns>
    public HeldMessage? EndAndTakeNext(Worker worker, HeldMessage message, bool mayGoOn)
    {
        lock (_gate)
        {
            Observe(message);
            End(message, mayGoOn);
            SortTurns();
            var next = TakeReady(worker);
            if (next is null) _idle.Push(worker);
            StartReady();
            return next;
        }
    }

    // All below in the gate.
    private void Add(HeldMessage message)
    {
        if (!limits.IsFifo && _order.Longest(message) is { } line && line.Count >= PerKey) Defer(message, line);
        else if (limits.Coalesce && _order.TryReplace(message)) return;
        else if (_order.Add(message)) _turns.Enqueue(message);
    }

    private int PerKey => limits.HeldPerKey ?? Math.Max(Math.Max(_room.Limit / 10, Math.Min(_room.Limit / 4, 10)), 1);

    // It is to come back when the key has worked off what is before it: each that is given back has its place in time.
    private void Defer(HeldMessage message, KeyLine line)
    {
        var now = time.GetTimestamp();
        line.BusyUntil = Math.Max(line.BusyUntil, now + (line.Count * line.AverageTime)) + line.AverageTime;
        runner.Release(message, _closed ? TimeSpan.Zero : time.GetElapsedTime(now, line.BusyUntil) + TimeSpan.FromTicks(1));
        _held--;
        Free(1);
    }

    private void TakeTurns()
    {
        SortTurns();
        StartReady();
    }

    private void SortTurns()
    {
        while (_turns.TryDequeue(out var message))
        {
            while (message.ReplacedBy is { } newer) message = newer;
            if (_closed || message.MustNotOvertake) GiveBack(message);
            else _ready.Enqueue(message);
        }
    }

    private void StartReady()
    {
        while (_ready.Count > 0 && (_idle.Count > 0 || _workers.Count < limits.Concurrency))
        {
            if (!_idle.TryPop(out var worker)) _workers.Add(worker = new Worker(this, runner));
            if (TakeReady(worker) is { } message) worker.Start(message);
            else _idle.Push(worker);
        }
    }

    private HeldMessage? TakeReady(Worker worker)
    {
        while (_ready.TryDequeue(out var message))
        {
            while (message.ReplacedBy is { } newer) message = newer;
            if (TryStart(message, worker.Cancellation)) return message;
            GiveBack(message);
            SortTurns();
        }

        return null;
    }

    private bool TryStart(HeldMessage message, HandlerCancellation cancellation)
    {
        var now = time.GetTimestamp();
        var areHeld = true;
        foreach (var replaced in message.Replaced ?? []) areHeld &= replaced.TryStart(null, now);
        // One that waited too long is on its way back to the queue: in a group it is to come before what took its place.
        return (areHeld || !limits.IsFifo) && message.TryStart(cancellation, now);
    }

    private void GiveBack(HeldMessage message)
    {
        runner.Release(message, TimeSpan.Zero);
        End(message, mayGoOn: false);
    }

    private void Observe(HeldMessage message)
    {
        var now = time.GetTimestamp();
        _room.Observe(time.GetElapsedTime(message.StartedAt, now));
        for (var turn = message.Turns; turn is not null; turn = turn.Other) turn.Line.Observe(now - message.StartedAt);
    }

    private void End(HeldMessage message, bool mayGoOn)
    {
        var count = 1 + (message.Replaced?.Count ?? 0);
        _held -= count;
        _order.Remove(message, limits.IsFifo && !mayGoOn, _turns);
        Free(count);
        if (_closed && _held == 0) _drained.TrySetResult();
    }

    private void Free(int places)
    {
        _room.Return(places);
        while (_waiting.TryPeek(out var first) && _room.TryTake(first.Wanted) is > 0 and var taken)
        {
            _waiting.Dequeue();
            first.Places.TrySetResult(taken);
        }
    }
}
