namespace Cdc.Consumer;

/// <summary>The exception that a handler throws when a change is to be tried again, and it knows when.</summary>
/// <remarks>
/// It is a failure like any other, but for the delay. A handler whose own service says "come back in ten minutes" throws it, and need not wait. In a
/// <see cref="CdcQueueHandler"/> the queue's visibility timeout takes the delay's place.
/// </remarks>
public sealed class CdcRetryException : Exception
{
    /// <summary>Creates the exception of a change that is to be tried again after the consumer's own delay.</summary>
    public CdcRetryException()
        : this("The change is to be tried again.")
    {
    }

    /// <summary>Creates the exception of a change that is to be tried again after the consumer's own delay.</summary>
    /// <param name="message">Why it failed; it is logged.</param>
    public CdcRetryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception of a change that is to be tried again after the consumer's own delay.</summary>
    /// <param name="message">Why it failed; it is logged.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcRetryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why it failed; it is logged.</param>
    /// <param name="delay">After how long it is tried again; 0 to <see cref="CdcConsumerOptions.MaxRetryDelay"/>, which it is cut to.</param>
    /// <param name="innerException">What was caught; null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative.</exception>
    public CdcRetryException(string message, TimeSpan delay, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Delay = delay;
    }

    /// <summary>Gets after how long the change is tried again.</summary>
    /// <value>Null where <see cref="CdcConsumerOptions.RetryDelay"/> says it.</value>
    public TimeSpan? Delay { get; }
}
