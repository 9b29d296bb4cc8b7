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

    /// <summary>Which of the batch's projected attributes are of the image that says what is: the new one, or a removed item's old one.</summary>
    public AttributeRange Attributes;

    /// <summary>Those of the other image.</summary>
    public AttributeRange OtherAttributes;

    public bool HasNewImage;

    public bool HasOldImage;

    /// <summary>The stream's view type; empty where the record does not say.</summary>
    public TextRange ViewType;

    /// <summary>An optional part of the record that was left out because its form is not known; null where there is none.</summary>
    public string? LeftOut;

    /// <summary>Why the record cannot be published, as the end of a sentence: "has no Keys"; null where it can.</summary>
    public string? Problem;

    /// <summary>The record as an object, where somebody gave it or asked for it.</summary>
    public StreamRecord? Record;
}
