using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>Every queue of the account.</summary>
internal sealed class SqsState(LocalAwsOptions options)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, SqsQueue> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<MessageMove> _moves = [];
    private int _created;

    public LocalAwsOptions Options { get; } = options;

    /// <summary>The queues by name.</summary>
    public IEnumerable<SqsQueue> Queues => _queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal);

    public SqsQueue Create(string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags)
    {
        var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        var stem = isFifo ? name[..^".fifo".Length] : name;
        if (name.Length > 80 || stem.Length == 0 || !stem.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            throw SqsErrors.InvalidParameterValue("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        if (isFifo != (attributes.TryGetValue("FifoQueue", out var fifo) && QueueSettings.IsTrue(fifo)))
            throw SqsErrors.InvalidParameterValue("The name of a FIFO queue, and no other, must end with the .fifo suffix, and its attribute FifoQueue must be true.");

        var settings = QueueSettings.Default(isFifo).With(attributes);
        lock (_gate)
        {
            if (_queues.TryGetValue(name, out var existing))
            {
                foreach (var (attribute, value) in attributes)
                {
                    if (existing.Settings.Values.GetValueOrDefault(attribute, "") != (attribute == "FifoQueue" ? "true" : value)) throw SqsErrors.QueueNameExists(attribute);
                }

                return existing;
            }

            var arn = $"arn:aws:sqs:{Options.Region}:{Options.AccountId}:{name}";
            CheckRedrive(arn, settings);
            var queue = new SqsQueue(name, arn, ++_created, settings, Options.TimeProvider, FindByArn, new QueueFaults(Options.Faults));
            queue.Tag(tags);
            return _queues[name] = queue;
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out SqsQueue? queue) => _queues.TryGetValue(name, out queue);

    /// <summary>The queue of a URL, whatever host and account it names.</summary>
    public SqsQueue Queue(string url) => TryGet(url[(url.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/'), out var queue) ? queue : throw SqsErrors.QueueDoesNotExist();

    public SqsQueue? FindByArn(string arn) =>
        _queues.TryGetValue(arn[(arn.LastIndexOf(':') + 1)..], out var queue) && queue.Arn == arn ? queue : null;

    public void Change(SqsQueue queue, IEnumerable<KeyValuePair<string, string>> attributes) => queue.Change(attributes, settings => CheckRedrive(queue.Arn, settings));

    public void Delete(SqsQueue queue)
    {
        _queues.TryRemove(KeyValuePair.Create(queue.Name, queue));
        queue.MarkDeleted();
    }

    /// <summary>The redrives of a dead-letter queue, newest first.</summary>
    public IEnumerable<MessageMove> Moves(string sourceArn) =>
        FindByArn(sourceArn) is null ? throw MissingSource() : _moves.Where(move => move.SourceArn == sourceArn).Reverse();

    /// <summary>Brings what can be received from a dead-letter queue back to the queues it came from, or to one that is named.</summary>
    public MessageMove Move(string sourceArn, string? destinationArn, int? messagesPerSecond)
    {
        var source = FindByArn(sourceArn) ?? throw MissingSource();
        if (Queues.All(queue => queue.Settings.Redrive?.TargetArn != sourceArn))
            throw SqsErrors.InvalidParameterValue("Source queue must be configured as a Dead Letter Queue.");
        if (destinationArn is not null && FindByArn(destinationArn)?.IsFifo != source.IsFifo)
            throw SqsErrors.ResourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist, or is not of the same type.");

        var (messages, left) = source.TakeDeliverable(message => DestinationOf(message) is not null);
        foreach (var message in messages) DestinationOf(message)?.TakeBack(message);
        var move = new MessageMove(sourceArn, destinationArn, messagesPerSecond) { StartedAt = Options.TimeProvider.GetUtcNow(), Moved = messages.Count, Left = left };
        _moves.Enqueue(move);
        return move;

        SqsQueue? DestinationOf(SqsMessageContent message) => (destinationArn ?? message.DeadLetterSourceArn) is { } arn ? FindByArn(arn) : null;
    }

    /// <summary>Lets every poll look again: the clock moved.</summary>
    public void WakeAll()
    {
        foreach (var queue in _queues.Values) queue.WakeAll();
    }

    private static AwsServiceException MissingSource() => SqsErrors.ResourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");

    private void CheckRedrive(string arn, QueueSettings settings)
    {
        if (settings.Redrive is not { } redrive) return;
        var problem = FindByArn(redrive.TargetArn) switch
        {
            null => "Dead letter target does not exist.",
            var target when target.IsFifo != settings.IsFifo => "Dead-letter queue must be same type of queue as the source.",
            var target when !target.Settings.RedriveAllow.Allows(arn) => "The dead-letter queue's RedriveAllowPolicy does not allow this source.",
            _ => null,
        };
        if (problem is not null) throw SqsErrors.InvalidParameterValue("RedrivePolicy", settings.Values["RedrivePolicy"], problem);
    }
}
