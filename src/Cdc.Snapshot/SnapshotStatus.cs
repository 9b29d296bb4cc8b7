namespace Cdc.Snapshot;

/// <summary>Says how a snapshot stands.</summary>
public enum SnapshotStatus
{
    /// <summary>It runs, or goes on as soon as somebody runs it.</summary>
    Running,

    /// <summary>It stands still until somebody resumes it, also after a restart.</summary>
    Paused,

    /// <summary>Somebody cancelled it before its end; it never goes on.</summary>
    Cancelled,

    /// <summary>Every segment is read, and all that was read is sent.</summary>
    Completed,
}
