using Cdc.Chaos.Writing;

namespace Cdc.EndToEnd.Tests.Proof;

public sealed class ChangeQuotaTests
{
    private readonly ChangeQuota _quota = new(10);

    [Fact]
    public void Take_MoreThanThereIs_GivesTheRestAndThenNothing()
    {
        _quota.Take(7).Should().Be(7);
        _quota.Take(7).Should().Be(3);
        _quota.Take(7).Should().Be(0);
        _quota.Taken.Should().Be(10);
    }

    [Fact]
    public void Take_AfterClose_GivesNothing()
    {
        _quota.Close();

        _quota.Take(1).Should().Be(0);
        _quota.Taken.Should().Be(0);
    }
}
