namespace Cdc.Consumer.Ordering;

/// <summary>How a dispatcher treats what it holds.</summary>
/// <param name="Concurrency">How many runs there may be at once.</param>
/// <param name="MaxChanges">How many changes may be held at once.</param>
/// <param name="MaxProcessingTime">How long a run may take.</param>
internal sealed record DispatchLimits(int Concurrency, int MaxChanges, TimeSpan MaxProcessingTime)
{
    /// <summary>How many bytes the bodies may take of the messages that are held.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>How many receives are always under way.</summary>
    public int Receives { get; init; } = 1;

    /// <summary>Whether the queue keeps order: nothing overtakes a change that failed, and SQS itself limits each group.</summary>
    public bool IsFifo { get; init; }

    /// <summary>Whether a newer change takes the place of an older one that has not started.</summary>
    public bool Coalesce { get; init; }

    /// <summary>Whether what fails of a message that has several changes is sent to the queue alone.</summary>
    public bool Isolate { get; init; }
}
