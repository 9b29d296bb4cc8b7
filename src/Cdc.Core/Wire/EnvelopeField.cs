namespace Cdc.Core.Wire;

/// <summary>The fields that a reader knows, in the order in which they are written.</summary>
internal enum EnvelopeField
{
    SpecVersion,
    Id,
    Source,
    Type,
    Time,
    DataContentType,
    Operation,
    Sequence,
    Expired,
    StreamLabel,
    TraceParent,
    TraceState,
    Data,

    /// <summary>An SNS notification's <c>Type</c>, spelled with a capital.</summary>
    NotificationType,

    /// <summary>An SNS notification's <c>Message</c>: the event's JSON as a string.</summary>
    NotificationMessage,
}
