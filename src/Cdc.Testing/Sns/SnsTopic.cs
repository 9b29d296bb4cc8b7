using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>One topic: its settings, its subscriptions, and for a FIFO topic the order of its messages.</summary>
internal sealed class SnsTopic(string arn, ImmutableSortedDictionary<string, string> attributes)
{
    private readonly Lock _order = new();
    private readonly DeduplicationWindow<SnsPublished> _recent = new();
    private long _published;

    public string Arn { get; } = arn;

    public string Name { get; } = arn[(arn.LastIndexOf(':') + 1)..];

    /// <summary>What was set; the state's lock guards writes.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; set; } = attributes;

    /// <summary>In the order of their creation; the state's lock guards writes.</summary>
    public ImmutableList<SnsSubscription> Subscriptions { get; set; } = [];

    /// <summary>The state's lock guards writes.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool IsFifo => Name.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>The largest message, and the largest batch.</summary>
    public int MaximumMessageBytes => Attributes.TryGetValue(TopicAttributes.MaximumMessageSize, out var bytes) ? int.Parse(bytes, CultureInfo.InvariantCulture) : SnsLimits.MessageBytes;

    public bool DeduplicatesContent => Attributes.GetValueOrDefault("ContentBasedDeduplication") == "true";

    /// <summary>Gives a message to every subscription that wants it.</summary>
    /// <returns>Which message that is, or which one it repeats.</returns>
    public SnsPublished Publish(SnsMessage message, DateTimeOffset now, Action<SnsMessage, SnsTopic, SnsSubscription> deliver)
    {
        message = message with { PublishedAt = now };
        if (!IsFifo)
        {
            foreach (var subscription in Subscriptions) deliver(message, this, subscription);
            return new(message.Id, null);
        }

        // Queues must get the messages in the order of their numbers.
        lock (_order)
        {
            message = message with { DeduplicationId = message.DeduplicationId ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Text))) };
            var id = Attributes.GetValueOrDefault("FifoThroughputScope") == "MessageGroup" ? $"{message.GroupId}\n{message.DeduplicationId}" : message.DeduplicationId!;
            if (_recent.TryGet(id, now, out var first)) return first!;
            message = message with { SequenceNumber = (10_000_000_000_000_000_000UL + (ulong)_published++).ToString(CultureInfo.InvariantCulture) };
            var published = new SnsPublished(message.Id, message.SequenceNumber);
            _recent.Add(id, now, published);
            foreach (var subscription in Subscriptions) deliver(message, this, subscription);
            return published;
        }
    }
}
