using Cdc.Snapshot.Faults;

namespace Cdc.Snapshot;

/// <summary>Tells in one line why a snapshot cannot begin or go on, and what to do.</summary>
public sealed class CdcSnapshotException : Exception
{
    /// <summary>Creates an exception.</summary>
    public CdcSnapshotException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">Why; control characters become spaces.</param>
    public CdcSnapshotException(string message)
        : base(OneLine.Of(message))
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">Why; control characters become spaces.</param>
    /// <param name="innerException">What was thrown first.</param>
    public CdcSnapshotException(string message, Exception? innerException)
        : base(OneLine.Of(message), innerException)
    {
    }
}
