namespace Cdc.Testing.Sns;

/// <summary>SNS's quotas.</summary>
internal static class SnsLimits
{
    public const int BatchEntries = 10;

    /// <summary>Of one message, and of all messages of a batch, with their attributes, unless the topic says otherwise.</summary>
    public const int MessageBytes = 256 * 1024;

    /// <summary>The least that a topic can be set to.</summary>
    public const int MinMessageBytes = 1024;

    /// <summary>The most that a topic can be set to.</summary>
    public const int MaxMessageBytes = 1024 * 1024;

    /// <summary>Of a topic whose messages may be larger than <see cref="MessageBytes"/>.</summary>
    public const int SubscriptionsOfLargeMessages = 100;

    public const int FilterPolicyKeys = 5;

    public const int FilterPolicyCombinations = 150;

    public const decimal FilterPolicyNumber = 1_000_000_000;

    public const int ListPage = 100;

    public const int Tags = 50;
}
