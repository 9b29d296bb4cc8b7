namespace Cdc.Publisher;

/// <summary>Tells why SNS did not take an entry.</summary>
public sealed record SnsFailure
{
    /// <summary>Creates a failure.</summary>
    /// <param name="id">The entry's id.</param>
    /// <param name="code">SNS's error code, for example <c>InternalError</c>.</param>
    /// <param name="message">SNS's explanation; null where it gave none.</param>
    /// <param name="senderFault">Whether SNS says that the sender is at fault.</param>
    public SnsFailure(string id, string code, string? message, bool senderFault)
    {
        Id = id;
        Code = code;
        Message = message;
        SenderFault = senderFault;
    }

    /// <summary>Gets the entry's id.</summary>
    /// <value>As in <see cref="SnsEntry.Id"/>.</value>
    public string Id { get; init; }

    /// <summary>Gets SNS's error code.</summary>
    /// <value>For example <c>InternalError</c>.</value>
    public string Code { get; init; }

    /// <summary>Gets SNS's explanation.</summary>
    /// <value>Null where it gave none.</value>
    public string? Message { get; init; }

    /// <summary>Gets whether SNS says that the sender is at fault.</summary>
    /// <value>Where it is false, the entry is sent again. Where it is true, the code says whether the message itself is at fault: see <see cref="CdcPoisonPolicy"/>.</value>
    public bool SenderFault { get; init; }
}
