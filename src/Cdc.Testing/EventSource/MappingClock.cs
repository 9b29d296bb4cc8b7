namespace Cdc.Testing.EventSource;

/// <summary>Reads a clock for measuring: no change of the time of day moves it.</summary>
internal static class MappingClock
{
    /// <summary>The time that has passed since some point that never changes.</summary>
    public static TimeSpan Now(this TimeProvider time) => new((long)((Int128)time.GetTimestamp() * TimeSpan.TicksPerSecond / time.TimestampFrequency));
}
