using System.Globalization;
using System.Runtime.CompilerServices;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>Where in the batch's list of what was sent the changes of one message are.</summary>
internal readonly record struct MessageRange(int Start, int End)
{
    public int Count => End - Start;
}

/// <summary>One PublishBatch: its messages, each of one change or several, and in the end what became of it.</summary>
internal sealed class PublishCall(Topic topic, EntryBatch batch)
{
    private readonly int _start = batch.Sent.Count;
    private Ends _ends;

    public Topic Topic { get; } = topic;

    /// <summary>How many messages there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many changes there are in all messages.</summary>
    public int Changes => Count == 0 ? 0 : _ends[Count - 1] - _start;

    /// <summary>The call under way.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>The messages that SNS did not take.</summary>
    public IReadOnlyList<SnsFailure> Failures { get; set; } = [];

    /// <summary>Why the call failed as a whole; null where it did not.</summary>
    public Exception? Error { get; set; }

    /// <summary>What the call's span and metrics call the failure; null where all of it went out.</summary>
    public string? ErrorCode => Error is { } thrown ? SnsFaults.CodeOf(thrown) : Failures.Count > 0 ? Failures[0].Code : null;

    /// <summary>A message's changes.</summary>
    public MessageRange this[int position] => position < Count
        ? new MessageRange(position == 0 ? _start : _ends[position - 1], _ends[position])
        : throw new ArgumentOutOfRangeException(nameof(position));

    /// <summary>The number that is a message's id within the call: the index of its first change in the event.</summary>
    public int IdOf(int position) => batch.Sent[this[position].Start];

    /// <summary>Makes a message of what was put into the batch's list since the last.</summary>
    public void EndMessage() => _ends[Count++] = batch.Sent.Count;

    /// <summary>Why SNS did not take a message; null where it took it, or the call failed as a whole.</summary>
    public SnsFailure? FailureOf(int position)
    {
        SnsFailure? ofNone = null;
        for (var index = 0; index < Failures.Count; index++)
        {
            var failure = Failures[index];
            if (IsId(IdOf(position), failure.Id)) return failure;
            // A failure that names no message of the call could be any of them.
            if (ofNone is null && !Contains(failure.Id)) ofNone = failure;
        }

        return ofNone;
    }

    public static bool IsId(int number, string id)
    {
        Span<char> digits = stackalloc char[11];
        return number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture) && id.AsSpan().SequenceEqual(digits[..length]);
    }

    private bool Contains(string id)
    {
        for (var position = 0; position < Count; position++)
        {
            if (IsId(IdOf(position), id)) return true;
        }

        return false;
    }

    [InlineArray(SnsLimits.MaxEntries)]
    private struct Ends
    {
        private int _first;
    }
}
