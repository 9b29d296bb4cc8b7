namespace Cdc.Consumer.Dispatch;

/// <summary>How a dispatcher treats what it holds.</summary>
/// <param name="Concurrency">How many messages may run at once.</param>
/// <param name="Held">How many may be held at once.</param>
/// <param name="Receives">How many receives are always under way.</param>
/// <param name="HeldPerKey">How many may be held of one key; null for a share of what may be held.</param>
/// <param name="IsFifo">Whether the queue keeps order: those behind one that failed are given back, and it is SQS that limits each key.</param>
/// <param name="Coalesce">Whether a newer change takes the place of an older one that has not started.</param>
internal sealed record DispatchLimits(int Concurrency, int Held, int Receives = 1, int? HeldPerKey = null, bool IsFifo = false, bool Coalesce = false);
