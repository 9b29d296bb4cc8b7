using Cdc.Core;

namespace Cdc.Chaos.Verifying;

/// <summary>What a consumer process does with a change; the letter stands in its log.</summary>
internal enum ConsumerEventKind
{
    /// <summary>It is about to read the key's high-water mark.</summary>
    MarkRead = 'M',

    /// <summary>The handler begins.</summary>
    Started = 'S',

    /// <summary>The handler is about to return.</summary>
    Succeeded = 'F',

    /// <summary>The handler is about to throw.</summary>
    Failed = 'X',

    /// <summary>The handler is about to reject the change.</summary>
    Rejected = 'R',

    /// <summary>The key's high-water mark was moved to the change.</summary>
    Marked = 'A',

    /// <summary>The message is in the dead-letter queue.</summary>
    Buried = 'B',

    /// <summary>The message is about to be deleted.</summary>
    Deleted = 'D',
}

/// <summary>One line of a consumer's log.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="At">The time on the machine's monotonic clock, which all processes share.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Sequence">The change; it has no meaning where a mark is read.</param>
internal readonly record struct ConsumerEvent(ConsumerEventKind Kind, long At, string Key, SequenceNumber Sequence);

/// <summary>What one consumer process did to one queue, in order.</summary>
/// <param name="Process">The process's name.</param>
/// <param name="EndedAt">When it was gone, by the same clock.</param>
/// <param name="Events">What it logged.</param>
internal sealed record ConsumerLog(string Process, long EndedAt, IReadOnlyList<ConsumerEvent> Events);
