namespace Cdc.Publisher.Sns;

/// <summary>What SNS takes in one call.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/></remarks>
internal static class SnsLimits
{
    public const int MaxEntries = 10;

    /// <summary>The bytes of a message and of a whole call, attributes included, unless the topic says otherwise.</summary>
    public const int MaxBytes = 262_144;

    /// <summary>The most that a topic can be told to take by its <c>MaximumMessageSize</c>.</summary>
    public const int LargestMaxBytes = 1_048_576;

    /// <summary>The least that a topic can be told to take.</summary>
    public const int SmallestMaxBytes = 1_024;

    /// <summary>What SNS and SQS bill as one.</summary>
    public const int BilledBytes = 65_536;

    /// <summary>The most changes in a message.</summary>
    public const int MaxChanges = 1_000;
}
