namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalCdcChain"/> sets up a listener's queue and subscription.</summary>
public sealed class LocalCdcListenerOptions
{
    /// <summary>Gets whether messages come as they were published, without SNS's envelope around them. The default is true.</summary>
    public bool RawMessageDelivery { get; init; } = true;

    /// <summary>Gets the subscription's filter policy, as JSON; null, the default, for all messages.</summary>
    public string? FilterPolicy { get; init; }

    /// <summary>Gets what the filter policy looks at: <c>MessageAttributes</c>, the default, or <c>MessageBody</c>.</summary>
    public string FilterPolicyScope { get; init; } = "MessageAttributes";

    /// <summary>Gets after how many receives a message moves to the dead-letter queue: 1 to 1,000. The default is 5.</summary>
    public int MaxReceiveCount { get; init; } = 5;

    /// <summary>Gets how long a received message is hidden: 0 seconds to 12 hours. The default is 30 seconds.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
