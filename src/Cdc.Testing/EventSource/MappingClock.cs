namespace Cdc.Testing.EventSource;

/// <summary>Measures time on a clock that does not follow changes of the time of day.</summary>
internal static class MappingClock
{
    /// <summary>The time that has passed since a fixed point.</summary>
    public static TimeSpan Now(this TimeProvider time) => new((long)((Int128)time.GetTimestamp() * TimeSpan.TicksPerSecond / time.TimestampFrequency));
}
