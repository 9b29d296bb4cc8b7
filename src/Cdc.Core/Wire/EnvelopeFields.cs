namespace Cdc.Core.Wire;

/// <summary>The names of the envelope's fields and the words that stand in them, in UTF-8: the wire format's vocabulary, written once.</summary>
internal static class EnvelopeFields
{
    public static ReadOnlySpan<byte> SpecVersion => "specversion"u8;

    public static ReadOnlySpan<byte> Id => "id"u8;

    public static ReadOnlySpan<byte> Source => "source"u8;

    public static ReadOnlySpan<byte> Type => "type"u8;

    public static ReadOnlySpan<byte> Time => "time"u8;

    public static ReadOnlySpan<byte> DataContentType => "datacontenttype"u8;

    public static ReadOnlySpan<byte> Operation => "operation"u8;

    public static ReadOnlySpan<byte> Sequence => "sequence"u8;

    public static ReadOnlySpan<byte> Expired => "expired"u8;

    public static ReadOnlySpan<byte> TraceParent => "traceparent"u8;

    public static ReadOnlySpan<byte> TraceState => "tracestate"u8;

    public static ReadOnlySpan<byte> Data => "data"u8;

    /// <summary>The only version of CloudEvents there is.</summary>
    public static ReadOnlySpan<byte> Version => "1.0"u8;

    public static ReadOnlySpan<byte> Json => "application/json"u8;

    public static ReadOnlySpan<byte> Word(ChangeOperation operation) => operation switch
    {
        ChangeOperation.Insert => "insert"u8,
        ChangeOperation.Modify => "modify"u8,
        ChangeOperation.Remove => "remove"u8,
        ChangeOperation.Snapshot => "snapshot"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not an operation."),
    };
}
