namespace Cdc.Testing.Sns;

/// <summary>SNS's quotas.</summary>
internal static class SnsLimits
{
    public const int BatchEntries = 10;

    /// <summary>Of one message, and of all messages of a batch, with their attributes.</summary>
    public const int MessageBytes = 256 * 1024;

    public const int FilterPolicyKeys = 5;

    public const int FilterPolicyCombinations = 150;

    public const decimal FilterPolicyNumber = 1_000_000_000;

    public const int ListPage = 100;
}
