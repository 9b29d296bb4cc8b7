namespace Cdc.Publisher.Publishing;

/// <summary>How much time an invocation has.</summary>
/// <param name="Time">How much there was.</param>
/// <param name="Since">When that was said, a timestamp of the invocation's clock.</param>
internal readonly record struct TimeLeft(TimeSpan Time, long Since);

/// <summary>Until when one invocation may do what; timestamps of its clock.</summary>
/// <param name="LastStart">When the last call may start; null where the time left is not known.</param>
/// <param name="CutOffAfter">How long a call may be under way, from now; null where the time left is not known.</param>
internal readonly record struct PublishDeadline(long? LastStart, TimeSpan? CutOffAfter)
{
    // Lambda gives at most 15 minutes; clocks and timers overflow on what is meant as "no end".
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public static PublishDeadline From(TimeLeft? timeLeft, CdcPublisherOptions options, TimeProvider time)
    {
        if (timeLeft is not { } known) return default;
        var left = TimeSpan.FromTicks(Math.Clamp(known.Time.Ticks, 0, _longest.Ticks));
        // What is left when no call may start any more is halved: for calls under way, then for the answer.
        var start = After(known.Since, left - options.DeadlineMargin, time);
        var cutOff = left - (options.DeadlineMargin / 2) - time.GetElapsedTime(known.Since);
        return new(start, cutOff > TimeSpan.Zero ? cutOff : TimeSpan.Zero);
    }

    public static long After(long timestamp, TimeSpan duration, TimeProvider time) =>
        timestamp + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
