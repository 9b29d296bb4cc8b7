namespace Cdc.Testing.EventSource.Streams;

/// <summary>Records that go to the function together, and how that went so far.</summary>
internal sealed record StreamBatch(IReadOnlyList<StreamEventRecord> Records)
{
    /// <summary>How many failures count against the limit.</summary>
    public int Failures { get; init; }

    /// <summary>How often the function was invoked with it, or with what it is a part of.</summary>
    public int Invocations { get; init; }

    /// <summary>The last invocation's id; null before the first.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the last invocation ended in an error; an answer that reports failures is none.</summary>
    public bool EndedInError { get; init; }

    public StreamBatch First(int count) => this with { Records = [.. Records.Take(count)] };

    public StreamBatch From(int index) => this with { Records = [.. Records.Skip(index)] };
}
