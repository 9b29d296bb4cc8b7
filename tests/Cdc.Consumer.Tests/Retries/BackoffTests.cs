using Cdc.Retries;
using CsCheck;

namespace Cdc.Consumer.Tests.Retries;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 0, 5)]
    [InlineData(2, 0, 10)]
    [InlineData(3, 0.5, 15)]
    [InlineData(8, 0, 600)]
    [InlineData(1000, 0, 600)]
    [InlineData(0, 0, 5)]
    public void After_EachFailure_IsTwiceAsLongUpToTheLimit(int failures, double random, double seconds) =>
        Backoff.After(failures, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10), random).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1_025)]
    [InlineData(int.MaxValue)]
    public void After_NoFirstWait_IsNoneHoweverManyFailures(int failures) =>
        Backoff.After(failures, TimeSpan.Zero, TimeSpan.FromMinutes(10), 0.5).Should().Be(TimeSpan.Zero);

    [Fact]
    public void After_AnyFailuresAndJitter_IsBetweenHalfOfTheFirstWaitAndTheLimit() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[0, 43_200], Gen.Int[0, 43_200], Gen.Double.Unit).Sample((failures, first, longest, random) =>
        {
            var wait = Backoff.After(failures, TimeSpan.FromSeconds(Math.Min(first, longest)), TimeSpan.FromSeconds(longest), random);
            return wait >= TimeSpan.FromSeconds(Math.Min(first, longest)) / 2.001 && wait <= TimeSpan.FromSeconds(longest);
        });
}
