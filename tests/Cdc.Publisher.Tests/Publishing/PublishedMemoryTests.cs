using Cdc.Core;
using Cdc.Publisher.Publishing;

namespace Cdc.Publisher.Tests.Publishing;

public sealed class PublishedMemoryTests
{
    [Fact]
    public void Contains_MoreThanFit_ForgetsTheOldest()
    {
        var memory = new PublishedMemory(capacity: 2);
        memory.IsEmpty.Should().BeTrue();

        memory.Add(Record("1"));
        memory.Add(Record("1"));
        memory.Add(Record("2"));
        memory.Contains(Record("1")).Should().BeTrue();
        memory.Add(Record("3"));

        memory.IsEmpty.Should().BeFalse();
        memory.Contains(Record("1")).Should().BeFalse();
        memory.Contains(Record("2")).Should().BeTrue();
        memory.Contains(Record("3")).Should().BeTrue();
        memory.Contains(Record("3") with { Table = "other" }).Should().BeFalse();
        memory.Contains(Record("3") with { Sequence = SequenceNumber.Parse("4") }).Should().BeFalse();
    }

    [Fact]
    public void Forget_OverAndOver_KeepsWhatIsNewest()
    {
        var memory = new PublishedMemory(capacity: 3);
        for (var number = 1; number <= 100; number++)
        {
            memory.Add(Record("kept"));
            memory.Add(Record($"{number}"));
            memory.Forget(Record($"{number}"));
            memory.Contains(Record($"{number}")).Should().BeFalse();
            memory.Contains(Record("kept")).Should().BeTrue();
        }

        memory.Forget(Record("kept"));

        memory.IsEmpty.Should().BeTrue();
    }

    private static PublishedRecord Record(string eventId) => new("table", eventId, SequenceNumber.Parse("1"));
}
