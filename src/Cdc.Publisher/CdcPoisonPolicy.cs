namespace Cdc.Publisher;

/// <summary>Says what happens to a record whose message SNS will never accept, because the message itself is at fault.</summary>
/// <remarks>
/// SNS rejects such a message as the sender's fault, refuses a call because of it, or would reject its size or attributes. Missing
/// permissions, a missing topic or a disabled key are never the record's fault.
/// </remarks>
public enum CdcPoisonPolicy
{
    /// <summary>Report it as failed: its shard waits until the cause is removed, or the event source mapping gives the record up.</summary>
    Fail,

    /// <summary>Publish its envelope and SNS's reason to <see cref="CdcPublisherOptions.ParkingTopicArn"/>, and go on.</summary>
    Park,

    /// <summary>Leave it out, with a log line and a count, and go on.</summary>
    Skip,
}
