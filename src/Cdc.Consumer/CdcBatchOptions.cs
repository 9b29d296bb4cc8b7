namespace Cdc.Consumer;

/// <summary>Says how large the batches of a batch handler are.</summary>
/// <remarks>
/// Options with the consumer's name: <c>services.Configure&lt;CdcBatchOptions&gt;("orders", …)</c>. Checked when the host starts, or when a
/// <see cref="CdcQueueHandler"/> is made; every fault is reported at once.
/// </remarks>
public sealed class CdcBatchOptions
{
    /// <summary>Gets or sets how many changes a batch has at most.</summary>
    /// <value>Default: 100; 1 to 10,000.</value>
    public int MaxBatchSize { get; set; } = 100;

    /// <summary>Gets or sets how long the first change of a batch waits for others.</summary>
    /// <value>Default: 100 milliseconds; 0 to 60 seconds. At 0 a batch has what is there.</value>
    /// <remarks>Messages stay hidden meanwhile. A <see cref="CdcQueueHandler"/> waits for nothing: a batch has what the invocation brings.</remarks>
    public TimeSpan MaxBatchWait { get; set; } = TimeSpan.FromMilliseconds(100);
}
