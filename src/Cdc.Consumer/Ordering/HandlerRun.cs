using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>A worker's calls of the pipeline, one after the other: each has a cancellation token of its own, so that nothing that was left behind by another is cancelled with it.</summary>
/// <remarks>The worker begins and ends them; all else may be asked by any thread.</remarks>
#pragma warning disable CA2213, CA1001 // A source without a timer holds nothing to dispose of, and handlers may use its token for longer.
internal sealed class HandlerRun
#pragma warning restore CA2213, CA1001
{
    // Below the number of the call, so that what is meant for one call never strikes the next.
    private const long Over = 0;
    private const long Running = 1;
    private const long Overdue = 2;
    private const long StateMask = 3;
    private const long OneCall = 4;

    private long _state;
    private CancellationTokenSource? _source;
    private ChangeDelivery? _change;
    private long _startedAt;

    /// <summary>When the call that is under way began, by the clock's timestamp; null between two.</summary>
    public long? StartedAt
    {
        get
        {
            var state = Volatile.Read(ref _state);
            var startedAt = Volatile.Read(ref _startedAt);
            return (state & StateMask) != Over && Volatile.Read(ref _state) == state ? startedAt : null;
        }
    }

    /// <summary>Begins a call.</summary>
    /// <param name="change">The change that is handled, or the first of those that are.</param>
    /// <param name="startedAt">The clock's timestamp.</param>
    /// <returns>The call's token.</returns>
    public CancellationToken Begin(ChangeDelivery change, long startedAt)
    {
        var source = new CancellationTokenSource();
        (_source, _change) = (source, change);
        Volatile.Write(ref _startedAt, startedAt);
        Volatile.Write(ref _state, (_state & ~StateMask) + OneCall + Running);
        return source.Token;
    }

    /// <summary>Ends the call.</summary>
    /// <returns>Whether it was overdue.</returns>
    public bool End() => (Interlocked.And(ref _state, ~StateMask) & StateMask) == Overdue;

    /// <summary>Says that the call that is under way takes too long, if it does, and cancels it.</summary>
    /// <param name="before">When a call that takes too long began, at the latest.</param>
    /// <returns>What is handled; null where nothing takes too long, or was overdue before.</returns>
    public ChangeDelivery? TryExpire(long before)
    {
        var state = Volatile.Read(ref _state);
        var (source, change, startedAt) = (_source, _change, Volatile.Read(ref _startedAt));
        if ((state & StateMask) != Running || startedAt > before) return null;
        if (Interlocked.CompareExchange(ref _state, state - Running + Overdue, state) != state) return null;
        // What the handler registered runs on another thread.
        _ = source!.CancelAsync();
        return change;
    }

    /// <summary>Cancels the call that is under way.</summary>
    public void Cancel()
    {
        var source = Volatile.Read(ref _source);
        // What the handler registered runs on another thread.
        if ((Volatile.Read(ref _state) & StateMask) != Over) _ = source?.CancelAsync();
    }
}
