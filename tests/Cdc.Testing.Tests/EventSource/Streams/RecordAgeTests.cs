using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class RecordAgeTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _clock = TimeSpan.FromDays(100);

    [Theory]
    [InlineData(60, 2)]
    [InlineData(61, 1)]
    [InlineData(120, 0)]
    public void CountTooOld_MaximumAge_CountsThoseBeyondIt(int maximumSeconds, int expected) =>
        RecordAge.CountTooOld([Created(120), Created(61), Created(60), Created(0)], TimeSpan.FromSeconds(maximumSeconds), _now, _clock).Should().Be(expected);

    [Fact]
    public void CountTooOld_NoMaximumAge_CountsWhatTheStreamWouldHaveForgotten()
    {
        StreamEventRecord[] records = [Read(TimeSpan.FromHours(25)), Read(TimeSpan.FromHours(24)), Read(TimeSpan.Zero)];

        RecordAge.CountTooOld(records, null, _now, _clock).Should().Be(1);
    }

    [Fact]
    public void CountTooOld_TimeUnknown_CountsNone() =>
        RecordAge.CountTooOld([Deliveries.Record(1, readAt: _clock)], TimeSpan.FromSeconds(60), _now, _clock).Should().Be(0);

    private static StreamEventRecord Created(int secondsAgo) => Deliveries.Record(1, createdAt: _now.AddSeconds(-secondsAgo), readAt: _clock);

    private static StreamEventRecord Read(TimeSpan ago) => Deliveries.Record(1, createdAt: _now.AddDays(-3), readAt: _clock - ago);
}
