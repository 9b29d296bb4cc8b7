namespace Cdc.Publisher.Sns;

/// <summary>What SNS takes in one call.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/></remarks>
internal static class SnsLimits
{
    public const int MaxEntries = 10;

    /// <summary>The bytes of a message and of a whole call, attributes included, unless the topic says otherwise.</summary>
    public const int MaxBytes = 262_144;
}
