namespace Cdc.Worker;

/// <summary>Holds one stream record as the service answered it.</summary>
/// <param name="EventId">The change's id.</param>
/// <param name="SequenceNumber">The record's place: 21 to 40 digits, compared by value.</param>
/// <param name="Json">
/// The record's JSON object in UTF-8. AWS Lambda hands on the same with <c>eventSourceARN</c> added, and with <c>Type</c> and
/// <c>PrincipalId</c> of <c>userIdentity</c> in lower case (<c>type</c>, <c>principalId</c>).
/// </param>
public sealed record DynamoDbStreamRecord(string EventId, string SequenceNumber, ReadOnlyMemory<byte> Json)
{
    /// <summary>Gets about when the item was changed.</summary>
    /// <value>Default: null, where the record does not say. DynamoDB gives whole seconds.</value>
    public DateTimeOffset? CreatedAt { get; init; }
}
