using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Ordering;

/// <summary>One call of the pipeline: a cancellation token of its own, so that nothing that was left behind by another run is cancelled with it.</summary>
/// <param name="change">The change that is handled, or the first of those that are.</param>
#pragma warning disable CA2213, CA1001 // A source without a timer holds nothing to dispose of, and handlers may use its token for longer.
internal sealed class HandlerRun(ChangeDelivery change) : CancellationTokenSource
#pragma warning restore CA2213, CA1001
{
    private const int Running = 0;
    private const int Overdue = 1;
    private const int Over = 2;

    private int _state;

    public ChangeDelivery Change { get; } = change;

    /// <summary>When it began, by the clock's timestamp.</summary>
    public long StartedAt => Change.StartedAt;

    /// <summary>Says that it takes too long.</summary>
    /// <returns>False if it has ended, or was overdue before.</returns>
    public bool TryExpire() => Interlocked.CompareExchange(ref _state, Overdue, Running) == Running;

    /// <summary>Ends it.</summary>
    /// <returns>Whether it was overdue.</returns>
    public bool End() => Interlocked.Exchange(ref _state, Over) == Overdue;
}
