using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests.Handling;

public sealed class EnvelopeItemComparerTests
{
    [Fact]
    public void Equals_SameKeyOfTwoTables_AreTwoItems()
    {
        IEqualityComparer<object> comparer = new EnvelopeItemComparer<string>(StringComparer.Ordinal);
        var order = Changes.Of("1", 1);

        comparer.Equals(order, Changes.Of("1", 2)).Should().BeTrue();
        comparer.GetHashCode(order).Should().Be(comparer.GetHashCode(Changes.Of("1", 2)));
        comparer.Equals(order, order with { Source = "payments" }).Should().BeFalse();
        comparer.Equals(order, Changes.Of("2", 1)).Should().BeFalse();
    }
}
