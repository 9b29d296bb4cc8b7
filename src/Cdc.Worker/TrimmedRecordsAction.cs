namespace Cdc.Worker;

/// <summary>Says what happens where the stream forgot records before they were read.</summary>
/// <remarks>DynamoDB keeps a record for 24 hours. Either way it is a log line of level Critical and counted.</remarks>
public enum TrimmedRecordsAction
{
    /// <summary>Go on with the oldest record that there is.</summary>
    Continue,

    /// <summary>End the worker, by a <see cref="CdcRecordsTrimmedException"/>: by default that ends its host too.</summary>
    Fail,
}
