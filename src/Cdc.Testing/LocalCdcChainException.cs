namespace Cdc.Testing;

/// <summary>Says that changes did not reach their listeners: they are in a dead-letter queue, or the mapping gave them up.</summary>
public sealed class LocalCdcChainException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LocalCdcChainException()
        : base("Changes were not delivered.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Where the changes are.</param>
    public LocalCdcChainException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Where the changes are.</param>
    /// <param name="innerException">What led to it.</param>
    public LocalCdcChainException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
