namespace Cdc.Consumer.Ordering;

/// <summary>Runs workers: on the thread pool, or on threads of its own once a handler was seen to block its thread.</summary>
/// <remarks>
/// A handler that blocks keeps a thread of the pool. As many as the pool has threads would hold up all else of the process: the calls and timers that keep messages
/// hidden. So a thread looks every some milliseconds at what runs. Where a worker has not come back, the others move to threads of their own.
/// This is about threads and real time: no test moves its clock.
/// </remarks>
internal sealed class WorkerThreads : IDisposable
{
    /// <summary>How often it is looked.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a thread of its own waits for another worker.</summary>
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(10);

    private readonly Lock _startGate = new();
    private readonly Queue<Worker> _starts = new();
    private readonly object _watchGate = new();
    private readonly object _ownGate = new();
    private readonly Queue<Worker> _own = new();
    private readonly Action<Worker> _onBlocked;
    private readonly StartItem _startItem;
    private Worker[] _workers = [];
    private bool _isWatching;
    private bool _isParked;
    private bool _isDisposed;
    private int _ownIdle;
    private volatile bool _isBlocking;
    private int _now = 1;

    /// <param name="onBlocked">Is given each worker whose handler blocks its thread.</param>
    public WorkerThreads(Action<Worker> onBlocked)
    {
        _onBlocked = onBlocked;
        _startItem = new StartItem(this);
    }

    /// <summary>Counts looks, from 1.</summary>
    public int Now => Volatile.Read(ref _now);

    /// <summary>Whether workers have to leave the pool's threads.</summary>
    public bool IsBlocking => _isBlocking;

    /// <summary>Makes a worker known.</summary>
    public void Add(Worker worker) => _workers = [.. _workers, worker];

    /// <summary>Runs a worker soon, on another thread.</summary>
    public void Start(Worker worker)
    {
        if (_isBlocking)
        {
            StartOwn(worker);
            return;
        }

        lock (_startGate) _starts.Enqueue(worker);
        Watch();
        ThreadPool.UnsafeQueueUserWorkItem(_startItem, preferLocal: false);
    }

    public void Dispose()
    {
        lock (_watchGate)
        {
            _isDisposed = true;
            Monitor.Pulse(_watchGate);
        }
    }

    private bool TryTakeStart(out Worker? worker)
    {
        lock (_startGate) return _starts.TryDequeue(out worker);
    }

    private void Watch()
    {
        if (_isWatching && !Volatile.Read(ref _isParked)) return;
        lock (_watchGate)
        {
            _isParked = false;
            if (_isWatching) Monitor.Pulse(_watchGate);
            else StartThread(WatchAsLongAsNeeded, "Cdc.Consumer watch");
            _isWatching = true;
        }
    }

    private static void StartThread(ThreadStart run, string name) => new Thread(run) { IsBackground = true, Name = name }.UnsafeStart();

    private void WatchAsLongAsNeeded()
    {
        while (true)
        {
            lock (_watchGate)
            {
                if (!_isDisposed) Monitor.Wait(_watchGate, _tick);
                if (_isDisposed) return;
            }

            Interlocked.Increment(ref _now);
            if (Look()) continue;
            lock (_watchGate)
            {
                // A worker that starts meanwhile sees this, or is seen.
                Volatile.Write(ref _isParked, true);
                Interlocked.MemoryBarrier();
                if (Look()) _isParked = false;
                while (_isParked && !_isDisposed) Monitor.Wait(_watchGate);
            }
        }
    }

    /// <returns>Whether there is something to look at.</returns>
    private bool Look()
    {
        var isBusy = false;
        var now = Now;
        foreach (var worker in Volatile.Read(ref _workers))
        {
            var since = worker.InHandlerSince;
            isBusy |= since != 0;
            if (since == 0 || now - since < 2) continue;
            _isBlocking = true;
            _onBlocked(worker);
        }

        // What waits for the pool gets threads of its own.
        while (_isBlocking && TryTakeStart(out var waiting)) StartOwn(waiting!);
        lock (_startGate) return isBusy || _starts.Count > 0;
    }

    private void StartOwn(Worker worker)
    {
        Watch();
        lock (_ownGate)
        {
            _own.Enqueue(worker);
            if (_ownIdle >= _own.Count) Monitor.Pulse(_ownGate);
            else StartThread(RunOwn, "Cdc.Consumer handler");
        }
    }

    private void RunOwn()
    {
        while (true)
        {
            Worker? worker;
            lock (_ownGate)
            {
                while (!_own.TryDequeue(out worker))
                {
                    _ownIdle++;
                    var isPulsed = Monitor.Wait(_ownGate, _idle);
                    _ownIdle--;
                    if (!isPulsed && _own.Count == 0) return;
                }
            }

            worker.Run();
        }
    }

    private sealed class StartItem(WorkerThreads threads) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (threads.TryTakeStart(out var worker)) worker!.Run();
        }
    }
}
