namespace Cdc.Worker;

/// <summary>Says where a worker begins with a table that has no leases yet.</summary>
public enum StartingPosition
{
    /// <summary>At the oldest change that the table's streams still have, at most 24 hours old.</summary>
    TrimHorizon,

    /// <summary>With the changes from now on.</summary>
    Latest,
}
