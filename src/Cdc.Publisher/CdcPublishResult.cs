namespace Cdc.Publisher;

/// <summary>Tells what became of an event's records.</summary>
/// <param name="Published">How many records were published.</param>
/// <param name="Filtered">How many records were left out because the settings or the handler said so.</param>
/// <param name="FirstUnpublished">
/// The lowest sequence number of a record that is not done; null when there is none. Lambda sends that record and all after it again.
/// </param>
public sealed record CdcPublishResult(int Published, int Filtered, string? FirstUnpublished)
{
    /// <summary>Gets how many records were not published because this process had published them before.</summary>
    /// <value>Default: 0. Such a record was behind one that failed, and Lambda sent it again.</value>
    public int AlreadyPublished { get; init; }

    /// <summary>Gets how many records were left out because a newer change of the same key went out.</summary>
    /// <value>Default: 0; more only with <see cref="CdcPublisherOptions.CoalesceChanges"/>.</value>
    public int Coalesced { get; init; }

    /// <summary>Gets how many records SNS would not take, and went to the parking topic.</summary>
    /// <value>Default: 0; more only with <see cref="PoisonPolicy.Park"/>.</value>
    public int Parked { get; init; }

    /// <summary>Gets how many records SNS would not take, and were left out.</summary>
    /// <value>Default: 0; more only with <see cref="PoisonPolicy.Skip"/>.</value>
    public int Skipped { get; init; }
}
