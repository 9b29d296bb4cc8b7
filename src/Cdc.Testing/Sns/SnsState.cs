using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>Every topic of the account, with its subscriptions.</summary>
internal sealed class SnsState(LocalAwsOptions options, SqsState sqs)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, SnsTopic> _topics = new(StringComparer.Ordinal);
    private readonly SnsDelivery _delivery = new(options, sqs);

    public LocalAwsOptions Options { get; } = options;

    /// <summary>The topics by ARN.</summary>
    public IEnumerable<SnsTopic> Topics => _topics.Values.OrderBy(topic => topic.Arn, StringComparer.Ordinal);

    public SnsTopic Create(string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags)
    {
        var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        var stem = isFifo ? name[..^".fifo".Length] : name;
        if (name.Length > 256 || stem.Length == 0 || !stem.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            throw SnsErrors.InvalidParameter("Topic Name");
        if (isFifo != (attributes.GetValueOrDefault("FifoTopic") == "true"))
            throw SnsErrors.InvalidParameter("The name of a FIFO topic, and no other, must end with .fifo, and its attribute FifoTopic must be true");

        var set = attributes.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var (attribute, value) in set) TopicAttributes.Check(attribute, value, isFifo);
        if (isFifo && !set.ContainsKey("ContentBasedDeduplication")) set = set.Add("ContentBasedDeduplication", "false");

        lock (_gate)
        {
            var arn = $"arn:aws:sns:{Options.Region}:{Options.AccountId}:{name}";
            if (!_topics.TryGetValue(arn, out var topic))
                return _topics[arn] = new SnsTopic(arn, set) { Tags = tags.ToImmutableSortedDictionary(StringComparer.Ordinal) };
            if (attributes.Any(attribute => topic.Attributes.GetValueOrDefault(attribute.Key) != attribute.Value))
                throw SnsErrors.InvalidParameter("Attributes Reason: Topic already exists with different attributes");
            if (tags.Any(tag => topic.Tags.GetValueOrDefault(tag.Key) != tag.Value))
                throw SnsErrors.InvalidParameter("Tags Reason: Topic already exists with different tags");
            return topic;
        }
    }

    public SnsTopic Topic(string arn)
    {
        if (_topics.TryGetValue(arn, out var topic)) return topic;
        throw arn.Split(':') is ["arn", _, "sns", _, _, _] ? SnsErrors.NotFound("Topic") : SnsErrors.InvalidParameter("TopicArn");
    }

    public void Delete(string topicArn) => _topics.TryRemove(topicArn, out _);

    public void SetAttribute(string topicArn, string name, string value)
    {
        var topic = Topic(topicArn);
        if (name == "FifoTopic") throw SnsErrors.InvalidParameter("AttributeName");
        TopicAttributes.Check(name, value, topic.IsFifo);
        lock (_gate) topic.Attributes = topic.Attributes.SetItem(name, value);
    }

    /// <summary>Changes the tags of a topic.</summary>
    public void ChangeTags(string topicArn, Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        var topic = Topic(topicArn);
        lock (_gate) topic.Tags = change(topic.Tags);
    }

    /// <summary>Changes who may do what with a topic.</summary>
    public void ChangePolicy(string topicArn, Func<SnsTopic, string, string?> change)
    {
        var topic = Topic(topicArn);
        lock (_gate)
        {
            topic.Attributes = change(topic, TopicPolicy.Of(topic, Options.AccountId)) is { } policy
                ? topic.Attributes.SetItem("Policy", policy)
                : topic.Attributes.Remove("Policy");
        }
    }

    public SnsPublished Publish(SnsTopic topic, SnsMessage message) => topic.Publish(message, Options.TimeProvider.GetUtcNow(), _delivery.Deliver);

    public SnsSubscription Subscribe(string topicArn, string queueArn, IReadOnlyDictionary<string, string> attributes)
    {
        var topic = Topic(topicArn);
        if (queueArn.Split(':') is not ["arn", _, "sqs", { Length: > 0 }, { Length: > 0 }, { Length: > 0 } queue])
            throw SnsErrors.InvalidParameter("SQS endpoint ARN");
        if (!topic.IsFifo && queue.EndsWith(".fifo", StringComparison.Ordinal))
            throw SnsErrors.InvalidParameter("Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
        var subscription = new SnsSubscription($"{topicArn}:{Guid.NewGuid()}", topicArn, queueArn, attributes);
        lock (_gate)
        {
            if (topic.Subscriptions.Find(existing => existing.QueueArn == queueArn) is not { } same)
            {
                if (topic.MaximumMessageBytes > SnsLimits.MessageBytes && topic.Subscriptions.Count >= SnsLimits.SubscriptionsOfLargeMessages)
                    throw SnsErrors.InvalidParameter($"TopicArn Reason: a topic with messages above {SnsLimits.MessageBytes} bytes has at most {SnsLimits.SubscriptionsOfLargeMessages} subscriptions");
                topic.Subscriptions = topic.Subscriptions.Add(subscription);
                return subscription;
            }

            if (subscription.Attributes.Any(attribute => same.Attributes.GetValueOrDefault(attribute.Key) != attribute.Value))
                throw SnsErrors.InvalidParameter("Attributes Reason: Subscription already exists with different attributes");
            return same;
        }
    }

    /// <summary>Ends a subscription; one that is not there is none.</summary>
    public void Unsubscribe(string subscriptionArn)
    {
        lock (_gate)
        {
            if (TryFind(subscriptionArn, out var topic, out var subscription)) topic.Subscriptions = topic.Subscriptions.Remove(subscription);
        }
    }

    public SnsSubscription Subscription(string subscriptionArn) =>
        TryFind(subscriptionArn, out _, out var subscription) ? subscription : throw SnsErrors.NotFound("Subscription");

    public void SetSubscriptionAttribute(string subscriptionArn, string name, string value)
    {
        lock (_gate)
        {
            if (!TryFind(subscriptionArn, out var topic, out var subscription)) throw SnsErrors.NotFound("Subscription");
            topic.Subscriptions = topic.Subscriptions.Replace(subscription, subscription.With(name, value));
        }
    }

    private bool TryFind(string subscriptionArn, [NotNullWhen(true)] out SnsTopic? topic, [NotNullWhen(true)] out SnsSubscription? subscription)
    {
        if (subscriptionArn.Split(':') is not ["arn", _, "sns", _, _, _, _]) throw SnsErrors.InvalidParameter("SubscriptionArn Reason: An ARN must have 7 elements");
        subscription = _topics.TryGetValue(subscriptionArn[..subscriptionArn.LastIndexOf(':')], out topic)
            ? topic.Subscriptions.Find(candidate => candidate.Arn == subscriptionArn)
            : null;
        return subscription is not null;
    }
}
