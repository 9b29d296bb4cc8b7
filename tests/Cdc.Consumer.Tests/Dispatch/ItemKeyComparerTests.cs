using Cdc.Consumer.Dispatch;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class ItemKeyComparerTests
{
    [Fact]
    public void Equals_SameKeyOfTwoTables_AreTwoItems()
    {
        var comparer = new ItemKeyComparer<string>();

        comparer.Equals(new("orders", "1"), new("orders", "1")).Should().BeTrue();
        comparer.Equals(new("orders", "1"), new("payments", "1")).Should().BeFalse();
    }

    [Fact]
    public void Equals_JsonKeys_AreComparedByTheirBytes()
    {
        var comparer = new ItemKeyComparer<ReadOnlyMemory<byte>>();
        var key = new ItemKey<ReadOnlyMemory<byte>>("orders", """{"id":"1"}"""u8.ToArray());
        var same = new ItemKey<ReadOnlyMemory<byte>>("orders", """{"id":"1"}"""u8.ToArray());
        var other = new ItemKey<ReadOnlyMemory<byte>>("orders", """{"id":"2"}"""u8.ToArray());

        comparer.Equals(key, same).Should().BeTrue();
        comparer.GetHashCode(key).Should().Be(comparer.GetHashCode(same));
        comparer.Equals(key, other).Should().BeFalse();
    }

    [Fact]
    public void CanCompare_OnlyWhatHasEqualityOfItsOwn()
    {
        ItemKeyComparer<string>.CanCompare.Should().BeTrue();
        ItemKeyComparer<Guid>.CanCompare.Should().BeTrue();
        ItemKeyComparer<ReadOnlyMemory<byte>>.CanCompare.Should().BeTrue();
        ItemKeyComparer<Pair>.CanCompare.Should().BeTrue();
        ItemKeyComparer<object>.CanCompare.Should().BeFalse();
        ItemKeyComparer<byte[]>.CanCompare.Should().BeFalse();
    }

    private sealed record Pair(string Tenant, string Order);
}
