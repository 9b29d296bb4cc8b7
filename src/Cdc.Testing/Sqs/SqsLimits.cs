namespace Cdc.Testing.Sqs;

/// <summary>SQS's quotas.</summary>
internal static class SqsLimits
{
    public const int BatchEntries = 10;

    public const int InFlight = 120_000;

    public const int MessageAttributes = 10;

    public const int MessageBytes = 1024 * 1024;

    public static TimeSpan DeduplicationWindow { get; } = TimeSpan.FromMinutes(5);

    public static TimeSpan Visibility { get; } = TimeSpan.FromHours(12);
}
