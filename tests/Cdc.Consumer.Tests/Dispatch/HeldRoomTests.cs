using Cdc.Consumer.Dispatch;
using CsCheck;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class HeldRoomTests
{
    [Theory]
    [InlineData(10, 1000, 20)]
    [InlineData(1, 1000, 10)]
    [InlineData(50, 1000, 100)]
    [InlineData(3, 5, 5)]
    public void Limit_BeforeAnythingEnded_IsTwiceTheConcurrencyOrAReceive(int concurrency, int max, int limit) =>
        new HeldRoom(concurrency, max).Limit.Should().Be(limit);

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(5, 1000)]
    [InlineData(100, 110)]
    [InlineData(60_000, 20)]
    public void Limit_AfterHandlersThatTook_IsWhatTenOfThemDoInASecondAndWhatTheyDoNow(int milliseconds, int limit)
    {
        var room = new HeldRoom(10, 1000);

        for (var message = 0; message < 100; message++) room.Observe(TimeSpan.FromMilliseconds(milliseconds));

        room.Limit.Should().Be(limit);
    }

    [Fact]
    public void TryTake_FewerPlacesThanAReceiveBrings_WaitsForMore()
    {
        var room = new HeldRoom(10, 20);
        room.TryTake(10).Should().Be(10);
        room.TryTake(10).Should().Be(10);

        room.Return(9);
        room.TryTake(10).Should().Be(0, "a receive of nine costs as much as one of ten");
        room.Return(1);
        room.TryTake(10).Should().Be(10);
    }

    [Fact]
    public void TryTake_AnyConcurrencyAndBound_NeverExceedsItAndNeverStarvesTheHandlers() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 40], Gen.Int[1, 10].Array[1, 30]).Sample((concurrency, more, wanted) =>
        {
            var room = new HeldRoom(concurrency, concurrency + more);
            var taken = 0;
            foreach (var count in wanted)
            {
                var places = room.TryTake(count);
                places.Should().BeLessThanOrEqualTo(count);
                taken += places;
                taken.Should().BeLessThanOrEqualTo(concurrency + more);
                if (places == 0) taken.Should().BeGreaterThanOrEqualTo(concurrency);
            }
        });
}
