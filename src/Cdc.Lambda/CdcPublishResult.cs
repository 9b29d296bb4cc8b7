namespace Cdc.Lambda;

/// <summary>Tells what became of an event's records.</summary>
/// <param name="Published">How many records were published.</param>
/// <param name="Filtered">How many records were left out because the handler said so.</param>
/// <param name="FirstUnpublished">
/// The lowest sequence number of a record that is not out; null when there is none. Lambda sends that record and all after it again.
/// </param>
public sealed record CdcPublishResult(int Published, int Filtered, string? FirstUnpublished)
{
    /// <summary>Gets how many records were not published because this process had published them before.</summary>
    /// <value>Default: 0. Such a record was behind one that failed, and Lambda sent it again.</value>
    public int AlreadyPublished { get; init; }
}
