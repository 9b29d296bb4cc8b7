using Cdc.Consumer.Dispatch;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class ItemKeyComparerTests
{
    [Fact]
    public void Equals_SameKeyOfTwoTables_AreTwoItems()
    {
        var comparer = new ItemKeyComparer<string>(StringComparer.Ordinal);

        comparer.Equals(new("orders", "1"), new("orders", "1")).Should().BeTrue();
        comparer.GetHashCode(new("orders", "1")).Should().Be(comparer.GetHashCode(new("orders", "1")));
        comparer.Equals(new("orders", "1"), new("payments", "1")).Should().BeFalse();
        comparer.Equals(new("orders", "1"), new("orders", "2")).Should().BeFalse();
    }
}
