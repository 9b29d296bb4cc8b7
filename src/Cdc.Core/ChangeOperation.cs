namespace Cdc.Core;

/// <summary>Says what happened to an item.</summary>
/// <remarks>
/// Insert, Modify and Remove are the <c>eventName</c> of a DynamoDB stream record
/// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html"/>); Snapshot is an item
/// that was read from the table rather than changed.
/// </remarks>
public enum ChangeOperation
{
    /// <summary>The item is new; on the wire <c>insert</c>.</summary>
    Insert,

    /// <summary>One or more of the item's attributes changed; on the wire <c>modify</c>.</summary>
    Modify,

    /// <summary>The item was deleted, by a caller or by its time to live; on the wire <c>remove</c>.</summary>
    Remove,

    /// <summary>The item was read from the table as it is, without a change; on the wire <c>snapshot</c>.</summary>
    Snapshot,
}
