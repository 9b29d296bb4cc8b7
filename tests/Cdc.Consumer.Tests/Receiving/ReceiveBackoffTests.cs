using Cdc.Consumer.Receiving;
using CsCheck;

namespace Cdc.Consumer.Tests.Receiving;

public sealed class ReceiveBackoffTests
{
    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(2, 0.8)]
    [InlineData(3, 1.6)]
    [InlineData(7, 25.6)]
    [InlineData(8, 30)]
    public void After_WithoutJitter_DoublesUpToThirtySeconds(int failures, double seconds) =>
        ReceiveBackoff.After(failures, 0).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void After_AnyFailuresAndJitter_IsAtLeastTheShortestAndAtMostTheLongest() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Double.Unit).Sample((failures, random) =>
            ReceiveBackoff.After(failures, random) is var wait && wait >= ReceiveBackoff.Shortest && wait <= ReceiveBackoff.Longest);
}
