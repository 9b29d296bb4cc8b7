using Cdc.Worker.Tests.Rig;

namespace Cdc.Worker.Tests.Running;

/// <summary>One worker after the other, and several beside each other, at fake time.</summary>
public sealed class SharingTests
{
    private static readonly TimeSpan _lease = WorkerRig.Options.LeaseDuration;

    [Fact]
    public async Task Work_Alone_PublishesEverythingInOrder()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 4);
        await rig.PutAsync(200, keys: 20);
        rig.Work();

        await rig.PublishedAsync();

        await rig.ShouldHaveAllInOrderAsync();
        rig.Topic.Published.Should().HaveCount(200);
    }

    [Fact]
    public async Task Work_WhileChangesCome_PublishesWithinAPollingInterval()
    {
        await using var rig = await WorkerRig.StartAsync();
        rig.Work();
        await rig.UntilAsync(async () => (await rig.LeasesAsync()).Values.Any(lease => lease.Owner is not null));
        await rig.PassAsync(TimeSpan.FromSeconds(2));

        await rig.PutAsync("k");

        (await rig.PublishedAsync()).Should().BeLessThanOrEqualTo(WorkerRig.Options.PollingInterval + TimeSpan.FromSeconds(0.2));
    }

    [Fact]
    public async Task Kill_OfTheOnlyOwner_IsMadeGoodWithinOneAndAHalfLeases()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 2);
        var first = rig.Work();
        await rig.UntilAsync(() => first.State.LeasesHeld == 2);
        var second = rig.Work();
        await rig.UntilAsync(() => second.State.LeasesHeld == 1);
        await rig.PassAsync(_lease);
        first.Kill();

        var time = await rig.UntilAsync(() => second.State.LeasesHeld == 2);

        time.Should().BeLessThanOrEqualTo(_lease * 1.5);
        await rig.PutAsync(20, keys: 10);
        await rig.PublishedAsync();
        await rig.ShouldHaveAllInOrderAsync();
    }

    [Fact]
    public async Task Start_OfAnotherWorker_HandsItsShareOverWithinTwoLeases()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 8);
        var first = rig.Work();
        await rig.UntilAsync(() => first.State.LeasesHeld == 8);
        await rig.PutAsync(100, keys: 30);

        var second = rig.Work();

        (await rig.UntilAsync(() => first.State.LeasesHeld == 4 && second.State.LeasesHeld == 4)).Should().BeLessThanOrEqualTo(_lease * 2);
        await rig.PublishedAsync();
        await rig.ShouldHaveAllInOrderAsync();
        rig.Topic.Published.Should().HaveCount(100, "a hand-over repeats nothing");
        rig.Logger.Count(line => line.Id == 1212).Should().Be(4, "the fewest leases move");
    }

    [Fact]
    public async Task Stop_InOrder_LeavesThePlaceToTheNext()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 2);
        var first = rig.Work();
        await rig.PutAsync(50, keys: 10);
        await rig.PublishedAsync();

        var stopped = first.Stop();
        await rig.UntilAsync(() => stopped.IsCompleted);
        (await rig.LeasesAsync()).Values.Should().OnlyContain(lease => lease.Owner == null);
        var second = rig.Work();
        (await rig.UntilAsync(() => second.State.LeasesHeld == 2)).Should().BeLessThan(_lease);
        await rig.PutAsync(50, keys: 10);
        await rig.PublishedAsync();

        rig.Topic.Published.Should().HaveCount(100, "nothing is repeated after an orderly stop");
        await rig.ShouldHaveAllInOrderAsync();
    }

    [Fact]
    public async Task Freeze_ForLongerThanALease_BeginsNoCallForAShardThatIsLost()
    {
        await using var rig = await WorkerRig.StartAsync();
        var first = rig.Work();
        await rig.UntilAsync(() => first.State.LeasesHeld == 1);
        var second = rig.Work();
        await rig.PassAsync(_lease);
        await rig.PutAsync(30, keys: 3);
        await rig.PublishedAsync();
        var begun = new List<string>();
        rig.Topic.Begins = (worker, _) => begun.Add(worker);

        first.Link.Freeze();
        await rig.PutAsync(30, keys: 3);
        await rig.UntilAsync(() => second.State.LeasesHeld == 1);
        begun.Clear();
        first.Link.Thaw();
        await rig.PutAsync(30, keys: 3);
        await rig.PublishedAsync();
        await rig.PassAsync(_lease);

        begun.Should().NotBeEmpty().And.OnlyContain(worker => worker == second.Id);
        await rig.ShouldHaveAllInOrderAsync();
    }

    [Fact]
    public async Task ClockOfOneMachine_SetForwardAndBack_ChangesNothing()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 2);
        var first = rig.Work();
        await rig.UntilAsync(() => first.State.LeasesHeld == 2);
        var second = rig.Work();
        await rig.UntilAsync(() => second.State.LeasesHeld == 1);

        first.Time.Jump(TimeSpan.FromHours(3));
        second.Time.Jump(TimeSpan.FromHours(-3));
        await rig.PutAsync(40, keys: 8);
        await rig.PublishedAsync();
        await rig.PassAsync(_lease * 3);

        rig.Logger.Should().NotContain(line => line.Id == 1211);
        rig.Topic.Published.Should().HaveCount(40);
    }

    [Fact]
    public async Task Idle_ForAMinute_WritesOnceAShardAndRenewal()
    {
        var writes = 0;
        await using var rig = await WorkerRig.StartAsync(shards: 2);
        var worker = rig.Work(leases: store => new CountingLeases(store, () => Interlocked.Increment(ref writes)));
        await rig.UntilAsync(() => worker.State.LeasesHeld == 2);
        await rig.PutAsync(20, keys: 5);
        await rig.PublishedAsync();
        writes = 0;

        await rig.PassAsync(TimeSpan.FromMinutes(1));

        writes.Should().BeInRange(2, (2 * 60 / (int)(_lease.TotalSeconds / 3)) + 2);
    }
}
