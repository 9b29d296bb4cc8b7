using Cdc.Testing;
using Cdc.Worker.Tests.Rig;

namespace Cdc.Worker.Tests.Running;

/// <summary>Whatever happens to workers, shards and calls: nothing is lost, and each key's changes come for the first time in order.</summary>
public sealed class WorkerPropertyTests
{
    private const int Steps = 25;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Work_ThroughSplitsKillsStopsFaultsAndJumps_LosesNothingAndKeepsTheOrder(int seed)
    {
        var random = new Random(seed);
        var faults = new AwsFaults(seed);
        await using var rig = await WorkerRig.StartAsync(shards: 2, faults);
        var workers = new List<TestWorker> { rig.Work() };
        for (var step = 0; step < Steps; step++)
        {
            faults.Clear();
            await rig.PutAsync(random.Next(20), keys: 12);
            if (random.Next(3) == 0) Break(faults, random);
            Happen(rig, workers, random);
            await rig.PassAsync(TimeSpan.FromSeconds(random.Next(1, 8)));
        }

        faults.Clear();
        rig.Topic.Answer = _ => SnsAnswer.Takes;
        foreach (var worker in workers) worker.Link.Thaw();
        workers.Add(rig.Work());

        await rig.PublishedAsync();
        await rig.PassAsync(TimeSpan.FromSeconds(20));

        await rig.ShouldHaveAllInOrderAsync();
    }

    private static void Break(AwsFaults faults, Random random)
    {
        faults.Add(AwsService.DynamoDbStreams, "GetRecords", random.Next(2) == 0 ? AwsFault.Throttling : AwsFault.ExpiredIterator, 0.2);
        faults.Add(AwsService.DynamoDb, "UpdateItem", random.Next(2) == 0 ? AwsFault.AnswerLost : AwsFault.Throttling, 0.3);
        faults.Add(AwsService.DynamoDb, "Scan", AwsFault.InternalError, 0.1);
    }

    private static void Happen(WorkerRig rig, List<TestWorker> workers, Random random)
    {
        var worker = workers[random.Next(workers.Count)];
        switch (random.Next(8))
        {
            case 0 when workers.Count < 6:
                workers.Add(rig.Work());
                break;
            case 1:
                worker.Kill();
                workers.Add(rig.Work());
                break;
            case 2:
                worker.Link.Freeze();
                break;
            case 3:
                foreach (var frozen in workers) frozen.Link.Thaw();
                break;
            case 4:
                rig.Aws.SplitShards(WorkerRig.Table);
                break;
            case 5:
                worker.Time.Jump(TimeSpan.FromMinutes(random.Next(-60, 60)));
                break;
            case 6:
                var odds = random.Next(2, 5);
                rig.Topic.Answer = call => (call % odds) switch { 0 => SnsAnswer.Refuses, 1 => SnsAnswer.IsLost, _ => SnsAnswer.Takes };
                break;
            default:
                rig.Topic.Answer = _ => SnsAnswer.Takes;
                break;
        }
    }
}
