using Cdc.Core;

namespace Cdc.Publisher;

/// <summary>Tells what became of an event's records.</summary>
public sealed record CdcPublishResult
{
    /// <summary>Gets how many records were published.</summary>
    /// <value>Default: 0.</value>
    public int Published { get; init; }

    /// <summary>Gets how many records were left out because the settings or a rule said so.</summary>
    /// <value>Default: 0.</value>
    public int Filtered { get; init; }

    /// <summary>Gets the lowest sequence number of a record that is not done: that record and all after it are to be sent again.</summary>
    /// <value>Default: null, where all are done.</value>
    public SequenceNumber? FirstUnpublished { get; init; }

    /// <summary>Gets <see cref="FirstUnpublished"/> as the event wrote it, which is what Lambda wants back as <c>itemIdentifier</c>.</summary>
    /// <value>Default: null, where all are done.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/></remarks>
    public string? FirstUnpublishedText { get; init; }

    /// <summary>Gets how many records were not published because this process had published them before.</summary>
    /// <value>Default: 0. Such a record was behind one that failed, and Lambda sent it again.</value>
    public int AlreadyPublished { get; init; }

    /// <summary>Gets how many records were left out because a newer change of the same key went out.</summary>
    /// <value>Default: 0; more only with <see cref="CdcPublisherOptions.CoalesceChanges"/>.</value>
    public int Coalesced { get; init; }

    /// <summary>Gets how many records went to the parking topic, as SNS would not take them.</summary>
    /// <value>Default: 0; more only with <see cref="CdcPoisonPolicy.Park"/>.</value>
    public int Parked { get; init; }

    /// <summary>Gets how many records were left out, as SNS would not take them.</summary>
    /// <value>Default: 0; more only with <see cref="CdcPoisonPolicy.Skip"/>.</value>
    public int Skipped { get; init; }
}
