using System.Collections.Immutable;
using System.Text.Json;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>A queue's subscription to a topic.</summary>
internal sealed class SnsSubscription
{
    /// <summary>Subscribes a queue.</summary>
    /// <exception cref="AwsServiceException">An attribute is unknown, or its value is not one that SNS takes.</exception>
    public SnsSubscription(string arn, string topicArn, string queueArn, IReadOnlyDictionary<string, string> attributes)
    {
        Arn = arn;
        TopicArn = topicArn;
        QueueArn = queueArn;
        // An empty policy takes the policy away; what is true or false cannot be empty.
        Attributes = attributes
            .Where(attribute => attribute.Value.Length > 0 || attribute.Key == "RawMessageDelivery")
            .ToImmutableSortedDictionary(attribute => attribute.Key, attribute => attribute.Key == "RawMessageDelivery" ? attribute.Value.ToLowerInvariant() : attribute.Value, StringComparer.Ordinal);
        foreach (var (name, value) in Attributes)
        {
            switch (name)
            {
                case "RawMessageDelivery":
                    IsRaw = value switch
                    {
                        "true" => true,
                        "false" => false,
                        _ => throw SnsErrors.InvalidParameter($"RawMessageDelivery: Invalid value [{attributes[name]}]. Must be true or false."),
                    };
                    break;
                case "FilterPolicyScope" when value is "MessageAttributes" or "MessageBody":
                case "FilterPolicy":
                    break;
                case "FilterPolicyScope":
                    throw SnsErrors.InvalidParameter($"FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes");
                case "RedrivePolicy":
                    Redrive = RedrivePolicy.TryParse(value, out var redrive) ? redrive : throw SnsErrors.InvalidParameter("RedrivePolicy: failed to parse JSON.");
                    CheckTarget(redrive.TargetArn);
                    break;
                default:
                    throw SnsErrors.Unsupported($"the subscription attribute {name}");
            }
        }

        var scope = Attributes.GetValueOrDefault("FilterPolicyScope", "MessageAttributes");
        if (Attributes.TryGetValue("FilterPolicy", out var policy)) Filter = FilterPolicyParser.Parse(policy, isForBody: scope == "MessageBody");
        FiltersBody = scope == "MessageBody";
    }

    public string Arn { get; }

    public string TopicArn { get; }

    public string QueueArn { get; }

    /// <summary>What was set.</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; }

    public bool IsRaw { get; }

    public RedrivePolicy? Redrive { get; }

    private FilterPolicy? Filter { get; }

    private bool FiltersBody { get; }

    /// <summary>Whether the filter policy, if any, lets a message through.</summary>
    public bool Wants(SnsMessage message)
    {
        if (Filter is null) return true;
        if (!FiltersBody) return Filter.Matches(message.Attributes);
        try
        {
            using var body = JsonDocument.Parse(message.Text);
            return Filter.Matches(body.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void CheckTarget(string arn)
    {
        if (!SqsArns.IsQueue(arn)) throw SnsErrors.InvalidParameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
        if (QueueArn.EndsWith(".fifo", StringComparison.Ordinal) && !arn.EndsWith(".fifo", StringComparison.Ordinal))
            throw SnsErrors.InvalidParameter("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
    }

    /// <summary>The subscription with one attribute changed; an empty value takes it away.</summary>
    public SnsSubscription With(string attribute, string value) => new(Arn, TopicArn, QueueArn, Attributes.SetItem(attribute, value));
}
