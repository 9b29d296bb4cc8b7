namespace Cdc.Testing;

/// <summary>Changes came to an end elsewhere than at their listeners: in a dead-letter queue, or given up by the mapping.</summary>
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
