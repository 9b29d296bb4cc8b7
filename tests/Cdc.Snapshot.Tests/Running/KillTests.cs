using Cdc.Publisher;
using Cdc.Snapshot.Tests.Rig;
using Cdc.Testing;

namespace Cdc.Snapshot.Tests.Running;

/// <summary>Killed at any moment, again and again, whatever fails meanwhile: nothing is missing, and no more than a page of each open segment comes twice.</summary>
public sealed class KillTests
{
    private const int MostRuns = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Run_KilledAgainAndAgain_RepeatsAtMostAPageOfEachSegmentThatWasRead(int seed)
    {
        var random = new Random(seed);
        var items = random.Next(100, 300);
        using var rig = await SnapshotRig.StartAsync(items);
        var options = RandomOptions(random);

        var kills = await KillUntilDoneAsync(rig, options, random);

        rig.Topic.Keys.Distinct().Should().HaveCount(items);
        kills.Should().BePositive();
        var mayRepeat = kills * options.MaxConcurrentSegments * options.PageSize;
        rig.Topic.Keys.Count.Should().BeLessThanOrEqualTo(items + mayRepeat);
        (await rig.Snapshot(options).FindAsync()).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = items, Read = items });
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Run_KilledUnderFaultsWhileWritersGoOn_MissesNothingThatWasThereThroughout(int seed)
    {
        var random = new Random(seed);
        const int Items = 200;
        var faults = new AwsFaults(seed);
        using var rig = await SnapshotRig.StartAsync(Items, faults);
        await rig.Store.PrepareAsync(default);
        var options = RandomOptions(random);
        faults.Add(AwsService.DynamoDb, "Scan", AwsFault.Throttling, 0.2);
        faults.Add(AwsService.DynamoDb, "Scan", AwsFault.ConnectionReset, 0.05);
        faults.Add(AwsService.DynamoDb, "PutItem", AwsFault.AnswerLost, 0.1);
        faults.Add(AwsService.DynamoDb, "PutItem", AwsFault.Throttling, 0.1);
        faults.Add(AwsService.DynamoDb, "Query", AwsFault.InternalError, 0.1);
        faults.Add(AwsService.DynamoDb, "UpdateItem", AwsFault.AnswerLost, 0.5);
        var removed = new HashSet<string>();
        rig.Topic.Answer = entries => random.Next(4) == 0 ? [new SnsFailure(entries[^1].Id, "InternalError", null, senderFault: false)] : [];
        rig.Topic.Before = () => WriteAsync(rig, random, removed);

        await KillUntilDoneAsync(rig, options, random);

        faults.Injected.Should().BePositive();
        var stayed = Enumerable.Range(0, Items).Select(number => $"o-{number}").Except(removed).Select(SnapshotRig.DataOf);
        stayed.Except(rig.Topic.Keys).Should().BeEmpty($"seed {seed}: {faults}");
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public async Task Run_OfSeveralProcessesThatAreKilled_MissesNothing(int seed)
    {
        var random = new Random(seed);
        const int Items = 200;
        using var rig = await SnapshotRig.StartAsync(Items);
        var options = RandomOptions(random);
        options.Segments = 6;
        for (var round = 0; ; round++)
        {
            round.Should().BeLessThan(MostRuns);
            var kills = Enumerable.Range(0, 3).Select(_ => new KillSwitch(random.Next(10, 60))).ToList();
            var runs = kills.Select(kill => rig.Snapshot(options, kill.Of(rig.Store), kill.Of((ISnsPublisher)rig.Topic)).RunAsync(null, kill.Killed)).ToList();
            await rig.Rush.UntilEndedAsync(Task.WhenAll(runs.Select(async run => await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing))));
            foreach (var kill in kills) kill.Dispose();
            runs.Where(run => run.IsFaulted).Select(run => run.Exception!.InnerException!.GetBaseException()).Where(error => error is not KillSwitch.ProcessKilledException).Should().BeEmpty();
            if ((await rig.Snapshot(options).FindAsync())?.Status == SnapshotStatus.Completed) break;
        }

        rig.Topic.Keys.Distinct().Should().HaveCount(Items);
        (await rig.Snapshot(options).FindAsync())!.Sent.Should().Be(Items);
    }

    private static CdcSnapshotOptions RandomOptions(Random random)
    {
        var options = SnapshotRig.ToTopic;
        options.Segments = random.Next(1, 8);
        options.MaxConcurrentSegments = random.Next(1, 5);
        options.PageSize = random.Next(1, 30);
        options.MaxChangesPerMessage = random.Next(1, 20);
        options.MaxConcurrentCalls = random.Next(1, 4);
        return options;
    }

    private static async Task<int> KillUntilDoneAsync(SnapshotRig rig, CdcSnapshotOptions options, Random random)
    {
        for (var kills = 0; ; kills++)
        {
            kills.Should().BeLessThan(MostRuns);
            // Enough for a page now and then; the later, the longer one lives, so that it comes to an end.
            using var kill = new KillSwitch(random.Next(1, 40 + kills));
            var run = rig.Snapshot(options, kill.Of(rig.Store), kill.Of((ISnsPublisher)rig.Topic)).RunAsync(null, kill.Killed);
            await rig.Rush.UntilEndedAsync(Quietly(run));
            if (run.IsCompletedSuccessfully) return kills;
            if (!kill.Killed.IsCancellationRequested) await run;
        }
    }

    private static async Task Quietly(Task run) => await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task WriteAsync(SnapshotRig rig, Random random, HashSet<string> removed)
    {
        string id;
        bool isRemoved;
        lock (removed)
        {
            id = $"o-{random.Next(250)}";
            isRemoved = random.Next(3) == 0;
            if (isRemoved) removed.Add(id);
        }

        try
        {
            if (isRemoved) await rig.DynamoDb.DeleteItemAsync(SnapshotRig.Table, new() { ["id"] = new(id) });
            else await rig.PutAsync(id);
        }
        catch (Amazon.Runtime.AmazonServiceException)
        {
            // A writer's call that a fault struck.
        }
    }
}
