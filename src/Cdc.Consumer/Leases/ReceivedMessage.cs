using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Sqs;

namespace Cdc.Consumer.Leases;

/// <summary>A message's life from its receipt to its end: what SQS knows it by, until when it is hidden, and how far it has come.</summary>
/// <remarks>It is held until it is deleted or given back; it ends once, whoever ends it.</remarks>
internal class ReceivedMessage(Message message)
{
    private const long Ended = 1;
    private const long Extending = 2;
    private const long ReleasedMeanwhile = 4;
    private const int SecondsShift = 8;

    private int _receiveCount;

    // The bits above; over them for how long to hide it once a call that hides it for longer has ended.
    private long _state;
    private long _hiddenUntil = long.MaxValue;

    /// <summary>The message as SQS delivered it.</summary>
    public Message Message { get; } = message;

    public MessageReceipt Receipt => new(Message.MessageId, Message.ReceiptHandle);

    /// <summary>How often SQS has delivered the message, this time included.</summary>
    public int ReceiveCount => _receiveCount > 0 ? _receiveCount : _receiveCount = (int)Math.Clamp(
        Number(MessageSystemAttributeName.ApproximateReceiveCount) ?? 1, 1, int.MaxValue);

    /// <summary>The message's group in a FIFO queue; null in a standard queue, which is not asked for it.</summary>
    public string? Group => Message.Attributes?.GetValueOrDefault(MessageSystemAttributeName.MessageGroupId);

    /// <summary>When SQS first delivered the message, in UTC; null where it did not say so.</summary>
    public DateTimeOffset? FirstReceivedAt =>
        Number(MessageSystemAttributeName.ApproximateFirstReceiveTimestamp) is { } milliseconds and >= 0 and < 253_402_300_800_000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>What it was received with; null where nothing keeps it hidden.</summary>
    public LeaseBatch? Batch { get; set; }

    /// <summary>Until when SQS hides it for certain, by the clock's timestamp.</summary>
    public long HiddenUntil
    {
        get => Volatile.Read(ref _hiddenUntil);
        set => Volatile.Write(ref _hiddenUntil, value);
    }

    /// <summary>Whether it is not hidden for longer any more: SQS refuses to, or its handler takes too long. It may be delivered again any time.</summary>
    public bool IsExposed { get; set; }

    /// <summary>Whether it is deleted or given back, or is about to be.</summary>
    public bool IsEnded => (Volatile.Read(ref _state) & Ended) != 0;

    /// <summary>Ends it by a delete.</summary>
    /// <returns>False if it has ended before.</returns>
    public bool TryEnd()
    {
        if ((Interlocked.Or(ref _state, Ended) & Ended) != 0) return false;
        Batch?.Ended();
        return true;
    }

    /// <summary>Ends it by being given back.</summary>
    /// <param name="hiddenSeconds">How long it is to be hidden from now on.</param>
    /// <returns>Whether to tell SQS now; not while a call that hides it for longer is under way, which could reach SQS later.</returns>
    public bool TryRelease(int hiddenSeconds)
    {
        var state = Volatile.Read(ref _state);
        while (true)
        {
            if ((state & Ended) != 0) return false;
            var isExtending = (state & Extending) != 0;
            var released = isExtending ? state | Ended | ReleasedMeanwhile | ((long)hiddenSeconds << SecondsShift) : state | Ended;
            var before = Interlocked.CompareExchange(ref _state, released, state);
            if (before == state)
            {
                Batch?.Ended();
                return !isExtending;
            }

            state = before;
        }
    }

    /// <summary>Says that a call that hides it for longer begins.</summary>
    /// <returns>False if there is to be none.</returns>
    public bool TryBeginExtension() => !IsExposed && Interlocked.CompareExchange(ref _state, Extending, 0) == 0;

    /// <summary>Says that the call has ended.</summary>
    /// <returns>For how many seconds to hide it now that it was given back meanwhile; null where it was not.</returns>
    public int? EndExtension()
    {
        var state = Interlocked.And(ref _state, ~Extending);
        return (state & ReleasedMeanwhile) != 0 ? (int)(state >> SecondsShift) : null;
    }

    private long? Number(string attribute) =>
        Message.Attributes is { } attributes
        && attributes.TryGetValue(attribute, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
