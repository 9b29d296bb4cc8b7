using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.SnsCalls;
using Cdc.Testing.Administration;

namespace Cdc.Testing;

/// <summary>Makes topics and subscriptions for tests and demos, at the endpoint to which an <see cref="SnsClient"/> sends its calls.</summary>
/// <remarks>
/// The calls go to the client's endpoint with <see cref="LocalAws.Credentials"/>: <see cref="LocalAws"/> and emulators take them, and AWS does not.
/// Each method throws <see cref="AmazonServiceException"/> with SNS's error code where SNS refuses.
/// </remarks>
public static class SnsClientExtensions
{
    /// <summary>Creates a topic, or finds the one with the same name and attributes.</summary>
    /// <param name="client">The client whose configuration says where.</param>
    /// <param name="name">1 to 256 letters, digits, hyphens and underscores; a FIFO topic's ends in <c>.fifo</c>
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"/>).</param>
    /// <param name="attributes">The topic's attributes, as <c>FifoTopic</c>; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The topic's ARN.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static Task<string> CreateTopicAsync(
        this SnsClient client, string name, IReadOnlyDictionary<string, string>? attributes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return AskAsync(client, new CreateTopicRequest(name, attributes), "TopicArn", cancellationToken);
    }

    /// <summary>Subscribes a queue to a topic, or finds the subscription that is there.</summary>
    /// <param name="client">The client whose configuration says where.</param>
    /// <param name="topicArn">The topic's ARN.</param>
    /// <param name="queueArn">The queue's ARN; its policy must let SNS send to it
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"/>).</param>
    /// <param name="attributes">The subscription's attributes, as <c>RawMessageDelivery</c> and <c>FilterPolicy</c>
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"/>); null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The subscription's ARN.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or an ARN is null.</exception>
    /// <exception cref="ArgumentException">An ARN is empty.</exception>
    public static Task<string> SubscribeQueueAsync(
        this SnsClient client,
        string topicArn,
        string queueArn,
        IReadOnlyDictionary<string, string>? attributes = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(topicArn);
        ArgumentException.ThrowIfNullOrEmpty(queueArn);
        return AskAsync(client, new SubscribeRequest(topicArn, queueArn, attributes), "SubscriptionArn", cancellationToken);
    }

    /// <summary>Sets one attribute of a subscription.</summary>
    /// <param name="client">The client whose configuration says where.</param>
    /// <param name="subscriptionArn">The subscription's ARN.</param>
    /// <param name="name">The attribute's name
    /// (<see href="https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html"/>).</param>
    /// <param name="value">The attribute's value; empty removes the attribute.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when it is set.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="subscriptionArn"/> or <paramref name="name"/> is empty.</exception>
    public static Task SetSubscriptionAttributesAsync(
        this SnsClient client, string subscriptionArn, string name, string value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(subscriptionArn);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return CallAsync(client, new SetSubscriptionAttributesRequest(subscriptionArn, name, value), cancellationToken);
    }

    private static async Task<string> AskAsync(SnsClient client, TopicCall call, string value, CancellationToken cancellationToken) =>
        SnsAnswer.ReadValue(await CallAsync(client, call, cancellationToken).ConfigureAwait(false), value);

    private static async Task<SnsAnswer> CallAsync(SnsClient client, TopicCall call, CancellationToken cancellationToken)
    {
        using var topics = new TopicClient((ClientConfig)client.Config);
        return await topics.CallAsync(call, cancellationToken).ConfigureAwait(false);
    }
}
