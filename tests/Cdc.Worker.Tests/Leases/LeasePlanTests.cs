using Cdc.Worker.Leases;

namespace Cdc.Worker.Tests.Leases;

public sealed class LeasePlanTests
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("", 5)]
    [InlineData("a", 3)]
    [InlineData("a a b b", 2)]
    public void For_FreeLeases_TakesAnEvenShareRoundedUp(string owners, int taken)
    {
        List<Lease> leases = [.. Owned(owners.Split(' ', StringSplitOptions.RemoveEmptyEntries)), .. Enumerable.Range(0, 5 - owners.Count(char.IsLetter)).Select(number => new Lease { Key = $"free{number}" })];
        if (owners == "a a b b") leases.Add(new Lease { Key = "free-again" });

        LeasePlan.For("me", leases, _ => false, _ => false, 0).Take.Should().HaveCount(taken);
    }

    [Fact]
    public void For_AnEvenSplit_MovesNothing()
    {
        var plan = LeasePlan.For("me", Owned("a", "a", "b", "b", "me"), lease => lease.Owner == "me", _ => false, 0);

        plan.Take.Should().BeEmpty();
        plan.Ask.Should().BeEmpty();
    }

    [Fact]
    public void For_ANewWorker_AsksForAsFewAsMakeItEven() =>
        LeasePlan.For("me", Owned("a", "a", "a", "a", "b", "b"), _ => false, _ => false, 0).Ask.Should().HaveCount(2).And.OnlyContain(lease => lease.Owner == "a");

    [Fact]
    public void For_AWorkerThatIsGone_CountsItNoMore() =>
        LeasePlan.For("me", Owned("gone", "gone", "gone"), _ => false, lease => lease.Owner == "gone", 0).Take.Should().HaveCount(3);

    [Fact]
    public void IsExpired_WhileListingsAreSlow_CountsOnlyTheTimeBetweenThem()
    {
        var observations = new LeaseObservations(_duration);
        var lease = Owned("a")[0];
        observations.Observe([lease], TimeSpan.Zero, TimeSpan.FromSeconds(8));
        observations.Observe([lease], TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(30));
        observations.IsExpired(lease).Should().BeFalse("it was seen at 8 s, and again at 12 s");

        observations.Observe([lease], TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(30));

        observations.IsExpired(lease).Should().BeTrue();
    }

    private static List<Lease> Owned(params string[] owners) => [.. owners.Select((owner, index) => new Lease { Key = $"s{index}", Owner = owner, Counter = 5 })];
}
