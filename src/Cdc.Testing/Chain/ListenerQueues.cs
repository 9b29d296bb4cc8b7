using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cdc.Testing.Hosting;
using Cdc.Testing.Sns;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Chain;

/// <summary>The queues of a listener, set up and subscribed as the templates do it.</summary>
internal sealed class ListenerQueues
{
    private readonly LocalAws _aws;

    private ListenerQueues(LocalAws aws, SqsQueue queue, SqsQueue deadLetters, SqsQueue undelivered) =>
        (_aws, Queue, DeadLetters, Undelivered) = (aws, queue, deadLetters, undelivered);

    public SqsQueue Queue { get; }

    /// <summary>Takes what was received too often.</summary>
    public SqsQueue DeadLetters { get; }

    /// <summary>Takes what SNS could not deliver.</summary>
    public SqsQueue Undelivered { get; }

    /// <exception cref="Protocol.AwsServiceException">A name or a setting is not as AWS takes it.</exception>
    public static ListenerQueues Create(LocalAws aws, SnsTopic topic, string name, LocalCdcListenerOptions options)
    {
        var services = aws.Services;
        var dead = CreateQueue(services, name + "-dead-letters", topic, []);
        var undelivered = CreateQueue(services, name + "-undelivered", topic, []);
        var queue = CreateQueue(services, name, topic, new()
        {
            ["VisibilityTimeout"] = options.VisibilityTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["RedrivePolicy"] = Json(new JsonObject { ["deadLetterTargetArn"] = dead.Arn, ["maxReceiveCount"] = options.MaxReceiveCount }),
        });
        var subscription = new Dictionary<string, string>
        {
            ["RawMessageDelivery"] = options.RawMessageDelivery ? "true" : "false",
            ["RedrivePolicy"] = Json(new JsonObject { ["deadLetterTargetArn"] = undelivered.Arn }),
        };
        if (options.FilterPolicy is { } filter) (subscription["FilterPolicy"], subscription["FilterPolicyScope"]) = (filter, options.FilterPolicyScope);
        services.Sns.Subscribe(topic.Arn, queue.Arn, subscription);
        return new ListenerQueues(aws, queue, dead, undelivered);
    }

    public string UrlOf(SqsQueue queue) => $"{LocalAws.BaseUrl}/{_aws.Options.AccountId}/{queue.Name}";

    private static SqsQueue CreateQueue(ServiceHost services, string name, SnsTopic topic, Dictionary<string, string> attributes)
    {
        if (topic.IsFifo) (name, attributes["FifoQueue"]) = (name + ".fifo", "true");
        var queue = services.Sqs.Create(name, attributes, new Dictionary<string, string>());
        services.Sqs.Change(queue, [new("Policy", Policy(queue.Arn, topic.Arn))]);
        return queue;
    }

    private static string Policy(string queueArn, string topicArn) => Json(new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
            ["Action"] = "sqs:SendMessage",
            ["Resource"] = queueArn,
            ["Condition"] = new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = topicArn } },
        }),
    });

    private static string Json(JsonObject value) => JsonSerializer.Serialize(value);
}
