namespace Cdc.Lambda;

/// <summary>Tells why SNS did not take an entry.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Code">SNS's error code, for example <c>InternalError</c>.</param>
/// <param name="Message">SNS's explanation; null where it gave none.</param>
/// <param name="SenderFault">Whether the entry itself is at fault, so that sending it again is no use.</param>
public sealed record SnsFailure(string Id, string Code, string? Message, bool SenderFault);
