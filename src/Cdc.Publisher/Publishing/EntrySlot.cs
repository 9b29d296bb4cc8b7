using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>How far a record has come.</summary>
internal enum EntryState : byte
{
    /// <summary>It is not to be published now: it, or one before it, could not be made a message.</summary>
    NotNow,

    /// <summary>It goes out.</summary>
    Pending,

    /// <summary>A later change of its key goes out in its place, and is not out yet.</summary>
    Superseded,

    /// <summary>From here on the record is done with.</summary>
    Published,
    Filtered,
    AlreadyPublished,
    Coalesced,
    Parked,
    Skipped,
}

/// <summary>What goes out for one record; its texts are in the batch's arena.</summary>
internal struct EntrySlot
{
    public const int None = -1;

    public EntryState State;

    /// <summary>The records of the same key before and after it among those that are to go out.</summary>
    public int Previous;
    public int Next;

    public Topic? Topic;
    public EntryTemplate? Template;

    /// <summary>The event type that a rule named; null for the settings' own.</summary>
    public string? Type;

    /// <summary>The envelope's id.</summary>
    public TextRange Id;

    /// <summary>A FIFO topic's group; empty for a standard topic.</summary>
    public TextRange Group;

    public TextRange Message;

    /// <summary>By what a FIFO topic knows the message again: id and sequence number; empty for a standard topic.</summary>
    public TextRange Deduplication;

    /// <summary>Which of the batch's projected attributes go out.</summary>
    public AttributeRange Attributes;

    /// <summary>The bytes that SNS counts: message, and the attributes' names, types and values.</summary>
    public int Size;

    /// <summary>How often it has been in a call.</summary>
    public int Tries;

    /// <summary>Until when it is tried again where no time left is known, by the clock's timestamp; null while it has not failed.</summary>
    public long? RetryUntil;

    /// <summary>Whether it is ready, under way, held or waiting for another try: in one of these places, and not to be put into another.</summary>
    public bool IsOut;

    /// <summary>Whether its message goes out in a call of its own, because nobody knows which message of its call was at fault.</summary>
    public bool IsAlone;

    /// <summary>How many changes its message may have, because a larger one was refused; 0 for as many as the topic's messages have.</summary>
    public int MostInMessage;

    /// <summary>The changes that were refused together with it; null where none was.</summary>
    public Isolation? Isolation;

    /// <summary>Whether it goes to the parking topic.</summary>
    public bool IsParking;

    public readonly bool IsDone => State >= EntryState.Published;
}
