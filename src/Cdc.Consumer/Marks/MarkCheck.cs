using Cdc.Core;

namespace Cdc.Consumer.Marks;

/// <summary>Compares a change with its item's mark.</summary>
/// <param name="Mark">The mark; null where there is none.</param>
/// <param name="IsStale">Whether a change as new or newer was handled.</param>
/// <param name="IsRefuted">Whether the mark is none that the item's stream had reached.</param>
internal readonly record struct MarkCheck(HighWaterMark? Mark, bool IsStale, bool IsRefuted)
{
    /// <summary>How far this process's clock and DynamoDB's may be apart: as far as a signed call's time may be from AWS's (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Compares them.</summary>
    /// <remarks>
    /// An item's later changes have greater numbers. So what changed after the mark was moved is newer than the mark, and where its number is less, one of the two
    /// is false: the mark's, as it would silence whatever comes, while running a change once more does no harm.
    /// </remarks>
    public static MarkCheck Of(HighWaterMark? known, SequenceNumber sequence, DateTimeOffset? changedAt)
    {
        if (known is not { } mark || sequence > mark.Handled) return new(known, IsStale: false, IsRefuted: false);
        var isRefuted = sequence < mark.Handled && changedAt is { } changed && mark.MovedAt is { } moved && changed - moved > ClockTolerance;
        return new(known, IsStale: !isRefuted, isRefuted);
    }
}
