using Cdc.Core;
using Cdc.Lambda.Publishing;

namespace Cdc.Lambda.Tests.Publishing;

public sealed class PublishedMemoryTests
{
    [Fact]
    public void Contains_MoreThanFit_ForgetsTheOldest()
    {
        var memory = new PublishedMemory(capacity: 2);

        memory.Add(Record("table", "1"));
        memory.Add(Record("table", "1"));
        memory.Add(Record("table", "2"));
        memory.Contains(Record("table", "1")).Should().BeTrue();
        memory.Add(Record("table", "3"));

        memory.Contains(Record("table", "1")).Should().BeFalse();
        memory.Contains(Record("table", "2")).Should().BeTrue();
        memory.Contains(Record("table", "3")).Should().BeTrue();
        memory.Contains(Record("other", "3")).Should().BeFalse();
    }

    private static StreamRecord Record(string table, string eventId) => new()
    {
        EventId = eventId,
        Operation = ChangeOperation.Insert,
        SequenceNumber = "1",
        Sequence = SequenceNumber.Parse("1"),
        TableArn = table,
        TableName = table,
        Key = default,
    };
}
