namespace Cdc.Consumer.Dispatch;

/// <summary>Runs held messages: side by side up to a bound, those of one key one after the other.</summary>
/// <param name="runner">What to do with a message.</param>
/// <param name="keys">Tells whether two keys are the same item's.</param>
/// <param name="maxConcurrency">How many may run at once.</param>
/// <param name="maxHeld">How many may be held at once.</param>
/// <param name="keepOrderAfterFailure">Whether messages that wait behind one that failed are given back (FIFO queues) or run.</param>
internal sealed class KeyedDispatcher<TKey>(
    IMessageRunner<TKey> runner, IEqualityComparer<TKey> keys, int maxConcurrency, int maxHeld, bool keepOrderAfterFailure) : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly KeyOrder<TKey> _order = new(keys);
    private readonly Queue<HeldMessage<TKey>> _ready = new();
    private readonly SemaphoreSlim _room = new(maxHeld);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;
    private int _running;
    private bool _closed;

    /// <summary>Ends when the dispatcher is closed and holds nothing.</summary>
    public Task Drained => _drained.Task;

    /// <summary>How many messages are running, and how many are held, those included.</summary>
    public (int Running, int Held) Load
    {
        get
        {
            lock (_gate) return (_running, _held);
        }
    }

    /// <summary>Waits until there is room for a message.</summary>
    /// <returns>How many places were taken: at least one, at most <paramref name="wanted"/>.</returns>
    public async Task<int> ReserveAsync(int wanted, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        var places = 1;
        while (places < wanted && _room.Wait(0, CancellationToken.None)) places++;
        return places;
    }

    /// <summary>Gives reserved places back that no message came for.</summary>
    public void Return(int places)
    {
        if (places > 0) _room.Release(places);
    }

    /// <summary>Takes a message that has a place. Once closed, it is given back when its turn comes.</summary>
    public void Post(HeldMessage<TKey> message)
    {
        lock (_gate)
        {
            _held++;
            if (_order.Add(message)) Turn(message);
        }
    }

    /// <summary>Starts no message any more: those that wait are given back, each when the earlier ones of its keys have ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_ready.TryDequeue(out var message)) Turn(message);
            if (_held == 0) _drained.TrySetResult();
        }
    }

    public void Dispose() => _room.Dispose();

    // In the gate.
    private void Turn(HeldMessage<TKey> message)
    {
        if (_closed || message.MustNotOvertake) _ = Task.Run(() => ReleaseAsync(message));
        else if (_running < maxConcurrency) Start(message);
        else _ready.Enqueue(message);
    }

    // In the gate.
    private void Start(HeldMessage<TKey> message)
    {
        _running++;
        _ = Task.Run(() => RunAsync(message));
    }

    private async Task RunAsync(HeldMessage<TKey> message)
    {
        var handled = false;
        try
        {
            handled = await runner.RunAsync(message).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                if (_ready.TryDequeue(out var waiting)) Start(waiting);
                End(message, handled);
            }
        }
    }

    private async Task ReleaseAsync(HeldMessage<TKey> message)
    {
        try
        {
            await runner.ReleaseAsync(message).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) End(message, handled: false);
        }
    }

    // In the gate.
    private void End(HeldMessage<TKey> message, bool handled)
    {
        _held--;
        _room.Release();
        foreach (var next in _order.Remove(message, keepOrderAfterFailure && !handled)) Turn(next);
        if (_closed && _held == 0) _drained.TrySetResult();
    }
}
