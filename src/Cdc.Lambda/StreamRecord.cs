using Cdc.Core;

namespace Cdc.Lambda;

/// <summary>Is one record of a DynamoDB stream event, without the item's images.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"/></remarks>
public sealed record StreamRecord
{
    /// <summary>Gets the record's id, which is the same however often Lambda delivers it.</summary>
    /// <value>As DynamoDB wrote it; not empty.</value>
    public required string EventId { get; init; }

    /// <summary>Gets what happened to the item.</summary>
    public required ChangeOperation Operation { get; init; }

    /// <summary>Gets the record's place in its shard.</summary>
    /// <value>The digits as DynamoDB wrote them: what Lambda wants back when the record failed.</value>
    public required string SequenceNumber { get; init; }

    /// <summary>Gets the record's place as a number that compares.</summary>
    public required SequenceNumber Sequence { get; init; }

    /// <summary>Gets the table's ARN.</summary>
    public required string TableArn { get; init; }

    /// <summary>Gets the table's name.</summary>
    public required string TableName { get; init; }

    /// <summary>Gets the item's key as the JSON object that goes into the envelope's <c>data</c>.</summary>
    /// <value>UTF-8, the attributes in the order of their names, without DynamoDB's type letters.</value>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Gets when the item changed.</summary>
    /// <value>UTC; DynamoDB gives whole seconds. Null where the record does not say.</value>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Gets whether DynamoDB removed the item because its time to live ran out.</summary>
    /// <value>Default: false. <see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html"/>.</value>
    public bool Expired { get; init; }
}
