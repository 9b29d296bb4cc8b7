using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Ordering;

/// <summary>Has the changes of held messages handled: side by side up to a bound, those of one item one after the other; and says when more may be received.</summary>
internal sealed partial class Dispatcher : IDisposable
{
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
    private readonly FairTurns _ready = new();
    private readonly List<BatchGathering> _gatherings = [];
    private readonly List<Worker> _workers = [];
    private readonly Stack<Worker> _idle = new();
    private readonly Stack<ChangeDelivery> _replaced = new();
    private readonly WaitingMessages _waitingMessages = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunWatch _watch;
    private int _gathered;
    private int _turn;
    private int _taken;
    private int _atOnce;
    private int _messages;
    private int _isolating;
    private int _overdue;
    private int _settlingLater;
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
            foreach (var worker in _workers) PutBackRest(worker, outbox);
            while (TryTakeReady(out var change)) PutBack(change!);
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
        foreach (var worker in workers) worker.Calls.Cancel();
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

    /// <summary>Ends what a worker has done, and gives what it has not begun with to others, as it waits for a handler.</summary>
    public void Yield(Worker worker)
    {
        var outbox = TakeOutbox();
        lock (_gate)
        {
            if (!worker.HasYielded) _atOnce--;
            worker.HasYielded = true;
            PutBackRest(worker, outbox);
            TakeTurns(outbox);
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
            EndFirst(worker, worker.Begun, outbox);
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
        foreach (var gathering in _gatherings) gathering.Dispose();
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
        if (message.Open > 0 && message.ReceiveCount <= MostGivenBack) _waitingMessages.Add(message);
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
            Ready(change);
        }
    }

    private void PutBack(ChangeDelivery change)
    {
        while (change.ReplacedBy is { } newer) change = newer;
        if (change.State is not (DeliveryState.Ready or DeliveryState.Taken)) return;
        change.State = DeliveryState.Waiting;
        _lines.Turns.Enqueue(change);
    }

    private void EndFirst(Worker worker, int count, Outbox outbox)
    {
        for (; worker.Ended < count; worker.Ended++)
        {
            _taken--;
            if (worker.Taken[worker.Ended] is { State: DeliveryState.Taken } change) End(change, outbox);
        }
    }

    private void PutBackRest(Worker worker, Outbox outbox)
    {
        if (worker.TakeBack() is not var (done, first)) return;
        EndFirst(worker, done, outbox);
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
                Ready(change);
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

            PutBackRest(worker, outbox);
            TakeTurns(outbox);
            AdmitWaiting(outbox);
        }

        Send(outbox);
    }

    private void Observe(Worker worker)
    {
        var atOnce = worker.TookLong > 0 ? worker.Begun - 1 : worker.Begun;
        if (atOnce > 0) _budget.Observe(_time.GetElapsedTime(0, worker.TookAtOnce) / atOnce, atOnce);
        if (worker.TookLong > 0) _budget.Observe(_time.GetElapsedTime(0, worker.TookLong), 1);
    }
}
