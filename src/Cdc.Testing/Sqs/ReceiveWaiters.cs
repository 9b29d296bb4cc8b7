namespace Cdc.Testing.Sqs;

/// <summary>The receives that wait for a message, longest waiting first; the queue's lock guards it.</summary>
internal sealed class ReceiveWaiters
{
    private readonly LinkedList<Waiter> _waiters = [];

    public Waiter Add(DateTimeOffset wakeAt)
    {
        var waiter = new Waiter(wakeAt);
        _waiters.AddLast(waiter.Node);
        return waiter;
    }

    public void Remove(Waiter waiter)
    {
        if (waiter.Node.List is not null) _waiters.Remove(waiter.Node);
    }

    /// <summary>Wakes the first waiter if there is something to receive before the time at which it wakes by itself.</summary>
    public void WakeFirst(DateTimeOffset? at)
    {
        if (at is not { } time || _waiters.First?.Value is not { } first || time >= first.WakeAt) return;
        _waiters.Remove(first.Node);
        first.Wake();
    }

    public void WakeAll()
    {
        foreach (var waiter in _waiters) waiter.Wake();
        _waiters.Clear();
    }

    public sealed class Waiter
    {
        private static readonly TimeSpan _precision = TimeSpan.FromMilliseconds(1);

        // Continuations must not run inside the lock of whoever wakes the waiter.
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Waiter(DateTimeOffset wakeAt)
        {
            WakeAt = wakeAt;
            Node = new(this);
        }

        public DateTimeOffset WakeAt { get; }

        public LinkedListNode<Waiter> Node { get; }

        public void Wake() => _woken.TrySetResult();

        /// <summary>Ends when woken, at <see cref="WakeAt"/>, or when cancelled; never throws, the queue decides what it means.</summary>
        public async Task WaitAsync(TimeProvider time, CancellationToken cancellationToken)
        {
            using var registration = cancellationToken.UnsafeRegister(static waiter => ((Waiter)waiter!).Wake(), this);
            using var timer = time.CreateTimer(static waiter => ((Waiter)waiter!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var now = time.GetUtcNow();
            DateTimeOffset armedAt;
            do
            {
                if (now >= WakeAt) return;
                // Timers count whole milliseconds; rounding up keeps the wait from ending before its time, again and again.
                timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling((WakeAt - now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                armedAt = now;
                now = time.GetUtcNow();
            }
            // A test's clock may have been moved before the timer was set: then the timer would be late by as much.
            while (now - armedAt >= _precision);

            await _woken.Task.ConfigureAwait(false);
        }
    }
}
