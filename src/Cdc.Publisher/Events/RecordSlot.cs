using Cdc.Core;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>One record as it was read; its texts are in the batch's arena.</summary>
internal struct RecordSlot
{
    public TextRange EventId;
    public TextRange SequenceText;
    public SequenceNumber Sequence;
    public StreamTable? Table;
    public ChangeOperation Operation;
    public bool Expired;

    /// <summary>The time of the change in milliseconds since 1970; null where the record does not say.</summary>
    public long? Time;

    /// <summary>The key as the JSON of the envelope's data.</summary>
    public TextRange Key;

    /// <summary>The trace that the change was made in; empty where the record does not say.</summary>
    public TextRange TraceParent;

    /// <summary>Which of the batch's image attributes are this record's.</summary>
    public AttributeRange Attributes;

    /// <summary>Why the record cannot be published, as the end of a sentence: "has no Keys"; null where it can.</summary>
    public string? Problem;

    /// <summary>The record as an object, where somebody gave it or asked for it.</summary>
    public StreamRecord? Record;
}
