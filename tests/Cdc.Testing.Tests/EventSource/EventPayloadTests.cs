using System.Text;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource;

public sealed class EventPayloadTests
{
    [Fact]
    public void Write_Records_IsAsLongAsForetold()
    {
        StreamEventRecord[] records = [Record(3), Record(10), Record(2)];

        var written = EventPayload.Write(records);

        Encoding.UTF8.GetString(written).Should().Be("""{"Records":[xxx,xxxxxxxxxx,xx]}""");
        written.Should().HaveCount((int)EventPayload.SizeOf(3, 15));
    }

    [Fact]
    public void CountThatFits_MoreThanAsked_IsWhatWasAsked() => EventPayload.CountThatFits([Record(1), Record(1), Record(1)], 2).Should().Be(2);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public void CountThatFits_RecordsAtTheSizeLimit_KeepsWithinIt(int tooMany, int expected)
    {
        var rest = (int)(EventPayload.MaxBytes - EventPayload.SizeOf(2, 10));
        StreamEventRecord[] records = [Record(10), Record(rest + tooMany)];

        EventPayload.CountThatFits(records, 100).Should().Be(expected);
        EventPayload.Write(records).Length.Should().Be((6 * 1024 * 1024) + tooMany);
    }

    [Fact]
    public void CountThatFits_FirstRecordAboveTheSizeLimit_IsOne() =>
        EventPayload.CountThatFits([Record(EventPayload.MaxBytes), Record(1)], 100).Should().Be(1);

    private static StreamEventRecord Record(int bytes) =>
        new() { Id = "1", Json = Encoding.UTF8.GetBytes(new string('x', bytes)), Item = 0, CreatedAt = null, ReadAt = default };
}
