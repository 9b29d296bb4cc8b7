using Cdc.Testing;
using Cdc.Worker.Tests.Rig;
using Microsoft.Extensions.Logging;

namespace Cdc.Worker.Tests.Running;

/// <summary>Shards that split, end and are forgotten, and calls that fail.</summary>
public sealed class ShardTests
{
    [Fact]
    public async Task Split_AgainAndAgain_PublishesParentsBeforeTheirChildren()
    {
        await using var rig = await WorkerRig.StartAsync(shards: 2);
        rig.Work();
        rig.Work();
        for (var round = 0; round < 4; round++)
        {
            await rig.PutAsync(40, keys: 10);
            await rig.PassAsync(TimeSpan.FromSeconds(1));
            if (round < 3) rig.Aws.SplitShards(WorkerRig.Table);
        }

        await rig.PublishedAsync();

        await rig.ShouldHaveAllInOrderAsync();
    }

    [Fact]
    public async Task Publish_RefusedForAWhile_IsTriedAgainInPlace()
    {
        await using var rig = await WorkerRig.StartAsync();
        rig.Topic.Answer = call => call < 5 ? SnsAnswer.Refuses : call % 3 == 0 ? SnsAnswer.IsLost : SnsAnswer.Takes;
        rig.Work();
        await rig.PutAsync(60, keys: 6);

        await rig.PublishedAsync();

        await rig.ShouldHaveAllInOrderAsync();
    }

    [Fact]
    public async Task Read_OfTrimmedRecords_GoesOnWithWhatThereIsAndTellsIt()
    {
        await using var rig = await WorkerRig.StartAsync();
        var first = rig.Work();
        await rig.PutAsync("a");
        await rig.PublishedAsync();
        await rig.UntilAsync(() => first.Stop().IsCompleted);
        await rig.PutAsync("b");
        rig.Aws.MoveClock(TimeSpan.FromHours(25));
        await rig.PutAsync("c");

        rig.Work();

        await rig.UntilAsync(() => rig.Topic.Published.Any(change => change.Key == "c"));
        rig.Logger.Should().ContainSingle(line => line.Id == 1232 && line.Level == LogLevel.Critical);
        rig.Topic.Published.Should().NotContain(change => change.Key == "b");
    }

    [Fact]
    public async Task Read_OfTrimmedRecordsWhereThatFails_EndsTheWorker()
    {
        await using var rig = await WorkerRig.StartAsync();
        var first = rig.Work();
        await rig.PutAsync("a");
        await rig.PublishedAsync();
        await rig.UntilAsync(() => first.Stop().IsCompleted);
        await rig.PutAsync("b");
        rig.Aws.MoveClock(TimeSpan.FromHours(25));
        var options = WorkerRig.Options;
        options.OnTrimmed = TrimmedRecordsAction.Fail;

        var second = rig.Work(options);

        await rig.UntilAsync(() => second.Running.IsCompleted);
        second.Running.Exception!.InnerException.Should().BeOfType<CdcRecordsTrimmedException>();
    }

    [Fact]
    public async Task Work_UnderFaults_LosesNothing()
    {
        var faults = new AwsFaults(7);
        await using var rig = await WorkerRig.StartAsync(shards: 2, faults);
        faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.Throttling, 0.1);
        faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.ExpiredIterator, 0.1);
        faults.Add(AwsService.DynamoDb, "UpdateItem", AwsFault.AnswerLost, 0.2);
        var first = rig.Work();
        rig.Work();
        for (var round = 0; round < 5; round++)
        {
            await rig.PutAsync(30, keys: 10);
            await rig.PassAsync(TimeSpan.FromSeconds(5));
            if (round == 2) first.Kill();
        }

        faults.Injected.Should().BePositive();
        faults.Clear();

        await rig.PublishedAsync();

        await rig.ShouldHaveAllInOrderAsync();
    }
}
