namespace Cdc.Worker;

/// <summary>Says that the stream dropped records before the worker read them, and that the options make the worker end then.</summary>
public sealed class CdcRecordsTrimmedException : Exception
{
    /// <summary>Creates an exception.</summary>
    public CdcRecordsTrimmedException()
        : this("The stream forgot records before they were read.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What happened.</param>
    public CdcRecordsTrimmedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public CdcRecordsTrimmedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the shard whose records are gone.</summary>
    /// <value>Default: empty, where it is not known.</value>
    public string ShardId { get; init; } = "";
}
