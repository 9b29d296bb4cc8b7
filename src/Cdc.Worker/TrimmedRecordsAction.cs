namespace Cdc.Worker;

/// <summary>Says what happens if the stream dropped records before they were read.</summary>
/// <remarks>DynamoDB keeps a record for 24 hours. Either way the worker writes a log line of level Critical, and counts it.</remarks>
public enum TrimmedRecordsAction
{
    /// <summary>Go on with the oldest record that there is.</summary>
    Continue,

    /// <summary>End the worker, by a <see cref="CdcRecordsTrimmedException"/>: by default that ends its host too.</summary>
    Fail,
}
