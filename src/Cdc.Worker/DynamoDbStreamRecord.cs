namespace Cdc.Worker;

/// <summary>Holds one stream record as the service answered it.</summary>
public sealed record DynamoDbStreamRecord
{
    /// <summary>Gets the change's id.</summary>
    public required string EventId { get; init; }

    /// <summary>Gets the record's place.</summary>
    /// <value>21 to 40 digits, compared by value.</value>
    public required string SequenceNumber { get; init; }

    /// <summary>Gets the record's JSON object in UTF-8.</summary>
    /// <value>AWS Lambda hands on the same with <c>eventSourceARN</c> added, and with <c>Type</c> and
    /// <c>PrincipalId</c> of <c>userIdentity</c> in lower case (<c>type</c>, <c>principalId</c>).</value>
    public required ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Gets the approximate time at which the item was changed.</summary>
    /// <value>Default: null, where the record does not say. DynamoDB gives whole seconds.</value>
    public DateTimeOffset? CreatedAt { get; init; }
}
