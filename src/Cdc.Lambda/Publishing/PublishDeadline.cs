namespace Cdc.Lambda.Publishing;

/// <summary>Until when one invocation may do what; timestamps of its clock.</summary>
/// <param name="LastStart">When the last call may start; null where the time left is not known.</param>
/// <param name="CutOffAfter">How long a call may be under way, from now; null where the time left is not known.</param>
internal readonly record struct PublishDeadline(long? LastStart, TimeSpan? CutOffAfter)
{
    // Lambda gives at most 15 minutes; clocks and timers overflow on what is meant as "no end".
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public static PublishDeadline From(TimeSpan? timeLeft, CdcPublisherOptions options, TimeProvider time)
    {
        if (timeLeft is not { } left) return default;
        left = TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, _longest.Ticks));
        // What is left when no call may start any more is halved: for calls under way, then for the answer.
        var start = After(time.GetTimestamp(), left - options.DeadlineMargin, time);
        return new(start, TimeSpan.FromTicks(Math.Max(0, (left - (options.DeadlineMargin / 2)).Ticks)));
    }

    public static long After(long timestamp, TimeSpan duration, TimeProvider time) =>
        timestamp + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
