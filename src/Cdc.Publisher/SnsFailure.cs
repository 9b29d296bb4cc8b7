namespace Cdc.Publisher;

/// <summary>Tells why SNS did not take an entry.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Code">SNS's error code, for example <c>InternalError</c>.</param>
/// <param name="Message">SNS's explanation; null where it gave none.</param>
/// <param name="SenderFault">
/// Whether the sender is at fault, so that sending it again is no use; a code of missing permissions, a missing topic or a KMS key is never taken for the message's fault, one of
/// throttling is retried all the same.
/// </param>
public sealed record SnsFailure(string Id, string Code, string? Message, bool SenderFault);
