using Cdc.Publisher.Publishing;

namespace Cdc.Publisher.Tests.Publishing;

public sealed class PublishedMemoryTests
{
    [Fact]
    public void Contains_MoreThanFit_ForgetsTheOldest()
    {
        var memory = new PublishedMemory(capacity: 2);
        memory.IsEmpty.Should().BeTrue();

        memory.Add("table", "1");
        memory.Add("table", "1");
        memory.Add("table", "2");
        memory.Contains("table", "1").Should().BeTrue();
        memory.Add("table", "3");

        memory.IsEmpty.Should().BeFalse();
        memory.Contains("table", "1").Should().BeFalse();
        memory.Contains("table", "2").Should().BeTrue();
        memory.Contains("table", "3").Should().BeTrue();
        memory.Contains("other", "3").Should().BeFalse();
    }
}
