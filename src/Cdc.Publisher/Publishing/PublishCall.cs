using System.Runtime.CompilerServices;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>One PublishBatch: its entries, and in the end what became of it.</summary>
internal sealed class PublishCall(Topic topic)
{
    private Indexes _indexes;

    public Topic Topic { get; } = topic;

    public int Count { get; private set; }

    /// <summary>The call under way.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>The entries that SNS did not take.</summary>
    public IReadOnlyList<SnsFailure> Failures { get; set; } = [];

    /// <summary>Why the call failed as a whole; null where it did not.</summary>
    public Exception? Error { get; set; }

    /// <summary>What the call's span and metrics call the failure; null where all of it went out.</summary>
    public string? ErrorCode => Error is { } thrown ? SnsFaults.CodeOf(thrown) : Failures.Count > 0 ? Failures[0].Code : null;

    /// <summary>An entry's index in the event.</summary>
    public int this[int position] => position < Count ? _indexes[position] : throw new ArgumentOutOfRangeException(nameof(position));

    public void Add(int index) => _indexes[Count++] = index;

    public bool Contains(string id)
    {
        for (var position = 0; position < Count; position++)
        {
            if (IsId(_indexes[position], id)) return true;
        }

        return false;
    }

    /// <summary>Why SNS did not take an entry; null where it took it, or the call failed as a whole.</summary>
    public SnsFailure? FailureOf(int index)
    {
        SnsFailure? ofNone = null;
        for (var position = 0; position < Failures.Count; position++)
        {
            var failure = Failures[position];
            if (IsId(index, failure.Id)) return failure;
            // A failure that names no entry of the call could be any of them.
            if (ofNone is null && !Contains(failure.Id)) ofNone = failure;
        }

        return ofNone;
    }

    public static bool IsId(int index, string id)
    {
        Span<char> digits = stackalloc char[11];
        return index.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture) && id.AsSpan().SequenceEqual(digits[..length]);
    }

    [InlineArray(SnsLimits.MaxEntries)]
    private struct Indexes
    {
        private int _first;
    }
}
