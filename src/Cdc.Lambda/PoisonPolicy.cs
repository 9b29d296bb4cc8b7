namespace Cdc.Lambda;

/// <summary>Says what becomes of a record that SNS will never take, because the message itself is at fault.</summary>
/// <remarks>
/// That is an entry which SNS rejects as the sender's fault, or whose message or attributes are of a form that it would reject. Missing
/// rights, a missing topic or a disabled key are never the record's fault.
/// </remarks>
public enum PoisonPolicy
{
    /// <summary>Report it as failed: its shard waits until it is mended, or the event source mapping gives it up.</summary>
    Fail,

    /// <summary>Publish its envelope and SNS's reason to <see cref="CdcPublisherOptions.ParkingTopicArn"/>, and go on.</summary>
    Park,

    /// <summary>Leave it out, with a log line and a count, and go on.</summary>
    Skip,
}
