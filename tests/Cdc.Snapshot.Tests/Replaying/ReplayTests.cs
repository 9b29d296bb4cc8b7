using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Cdc.Core;
using Cdc.Publisher;
using Cdc.Snapshot.Replaying;
using Cdc.Snapshot.Tests.Rig;
using Cdc.Testing;
using Cdc.Worker;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot.Tests.Replaying;

/// <summary>What changed since a time goes to one queue once more: all of it, and each key's changes in order.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly SnapshotRig _rig = new();
    private readonly DynamoDbStreamsClient _streams;

    public ReplayTests() => _streams = new DynamoDbStreamsClient(LocalAws.Credentials, _rig.Aws.Configure(new DynamoDbStreamsClientConfig { MaxErrorRetry = 0 }));

    [Fact]
    public async Task Run_SinceATime_SendsTheLaterChangesAloneAndInOrder()
    {
        await CreateTableAsync();
        var queue = await _rig.CreateQueueAsync();
        await ChangeAsync(0, 60);
        _rig.Rush.Time.Advance(TimeSpan.FromHours(1));
        var since = _rig.Rush.Time.GetUtcNow();
        await ChangeAsync(60, 160);
        _rig.Aws.SplitShards(SnapshotRig.Table);
        await ChangeAsync(160, 260);

        var progress = await RunAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue, Since = since });

        progress.Should().BeEquivalentTo(new { Read = 260, Sent = 200 });
        progress.ShardsDone.Should().Be(progress.Shards).And.BeGreaterThan(4);
        await ShouldHaveAllSinceAsync(queue, since, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Run_UnderFaultsAndSplits_MissesNothingAndKeepsTheOrder(int seed)
    {
        await CreateTableAsync();
        var random = new Random(seed);
        var queue = await _rig.CreateQueueAsync();
        var since = _rig.Rush.Time.GetUtcNow();
        var changes = 0;
        for (var round = 0; round < 4; round++)
        {
            var more = random.Next(20, 80);
            await ChangeAsync(changes, changes += more);
            _rig.Aws.SplitShards(SnapshotRig.Table);
        }

        _rig.Faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.Throttling, 0.2);
        _rig.Faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.ExpiredIterator, 0.2);
        _rig.Faults.Add(AwsService.Sqs, "SendMessageBatch", AwsFault.Throttling, 0.2);
        _rig.Faults.Add(AwsService.Sqs, "SendMessageBatch", AwsFault.PartialFailure(0.5), 0.3);
        var options = new CdcReplayOptions { TableName = SnapshotRig.Table, QueueUrl = queue, Since = since, MaxConcurrentShards = random.Next(1, 6) };
        options.Publisher.MaxChangesPerMessage = random.Next(1, 10);

        await RunAsync(options);

        _rig.Faults.Injected.Should().BePositive();
        _rig.Faults.Clear();
        await ShouldHaveAllSinceAsync(queue, since, changes);
    }

    [Fact]
    public async Task Run_AsSnapshots_TellsOfEachChangedItemWithoutASequence()
    {
        await CreateTableAsync();
        var queue = await _rig.CreateQueueAsync();
        var since = _rig.Rush.Time.GetUtcNow();
        await ChangeAsync(0, 60);
        await _rig.DynamoDb.DeleteItemAsync(SnapshotRig.Table, new() { ["id"] = new("k0") });

        await RunAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue, Since = since, AsSnapshots = true });

        var changes = SnapshotRig.Read(await _rig.TakeAllAsync(queue));
        changes.Should().OnlyContain(change => change.Operation == ChangeOperation.Snapshot && change.Sequence == null && change.Type == "orders.snapshot");
        changes.Select(change => change.Key).Should().BeEquivalentTo(Enumerable.Range(0, 12).Select(key => $"k{key}"));
    }

    [Fact]
    public async Task Run_OfWhatChangesWhileItRuns_EndsAllTheSame()
    {
        await CreateTableAsync();
        var queue = await _rig.CreateQueueAsync();
        var since = _rig.Rush.Time.GetUtcNow();
        await ChangeAsync(0, 12);
        _rig.Rush.Time.Advance(TimeSpan.FromMinutes(1));
        var writers = new Writing(() => _rig.DynamoDb.PutItemAsync(SnapshotRig.Table, new() { ["id"] = new($"k{Random.Shared.Next(12)}") }));

        var progress = await RunAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue, Since = since, QuietFor = TimeSpan.FromMinutes(15) }, writers);

        progress.Sent.Should().BeGreaterThanOrEqualTo(12);
        SnapshotRig.Read(await _rig.TakeAllAsync(queue)).Select(change => change.Key).Distinct().Should().HaveCount(12);
    }

    [Fact]
    public async Task Run_WithWrongInput_SaysSoInOneLine()
    {
        await CreateTableAsync();
        await _rig.CreateTableAsync("Quiet", ("id", "S"));
        await ChangeAsync(0, 3);
        var now = _rig.Rush.Time.GetUtcNow();
        var queue = await _rig.CreateQueueAsync();

        await ShouldFailAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue, Since = now.AddDays(-2) }, "Since is *, more than 24 hours ago: the stream has forgotten what was then. Take a snapshot of the table.");
        await ShouldFailAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue, Since = now.AddDays(2) }, "Since is *, which is in the future.");
        await ShouldFailAsync(new() { TableName = "None", QueueUrl = queue, Since = now }, "Looking for the table None failed. There is no such table*");
        await ShouldFailAsync(new() { TableName = "Quiet", QueueUrl = queue, Since = now }, "The table Quiet has no stream.");
        await ShouldFailAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue + "none", Since = now }, "Sending failed. There is no such queue or topic in this account and Region.");
        await ShouldFailAsync(new() { TableName = SnapshotRig.Table, QueueUrl = queue + "none", Since = now, AsSnapshots = true }, "Sending failed. There is no such queue or topic in this account and Region.");
    }

    [Fact]
    public void Create_WithFaults_ListsThemAll()
    {
        var options = new CdcReplayOptions { QueueUrl = "queue", MaxConcurrentShards = 0, QuietFor = TimeSpan.Zero, PollingInterval = TimeSpan.Zero, RetryDelay = TimeSpan.Zero };
        options.Publisher.PoisonPolicy = CdcPoisonPolicy.Park;
        options.Publisher.MaxChangesPerMessage = 0;

        options.Invoking(it => it.Validate()).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().HaveCount(10);
    }

    [Fact]
    public void ReadyOf_Shards_AreThoseWhoseParentsAreDoneOrForgotten()
    {
        var shards = new[] { Shard("b", "a"), Shard("c", "b"), Shard("d", "b"), Shard("e", null) };

        ReplayRunner.ReadyOf(shards, new HashSet<string>()).Select(shard => shard.ShardId).Should().Equal("b", "e");
        ReplayRunner.ReadyOf(shards, new HashSet<string> { "b" }).Select(shard => shard.ShardId).Should().Equal("c", "d", "e");
        ReplayRunner.ReadyOf(shards, new HashSet<string> { "b", "c", "d", "e" }).Should().BeEmpty();

        static DynamoDbStreamShard Shard(string id, string? parent) => new() { ShardId = id, ParentShardId = parent, StartingSequenceNumber = "0" };
    }

    public void Dispose()
    {
        _streams.Dispose();
        _rig.Dispose();
    }

    private async Task CreateTableAsync()
    {
        await _rig.CreateTableAsync(SnapshotRig.Table, ("id", "S"));
        await _rig.DynamoDb.UpdateTableAsync(new UpdateTableRequest
        {
            TableName = SnapshotRig.Table,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = Amazon.DynamoDBv2.StreamViewType.KEYS_ONLY },
        });
    }

    private async Task ChangeAsync(int from, int until)
    {
        for (var number = from; number < until; number++)
            await _rig.DynamoDb.PutItemAsync(SnapshotRig.Table, new() { ["id"] = new($"k{number % 12}"), ["version"] = new() { N = number.ToString(CultureInfo.InvariantCulture) } });
    }

    private Task<ReplayProgress> RunAsync(CdcReplayOptions options, IProgress<ReplayProgress>? progress = null) =>
        _rig.Rush.UntilEndedAsync(new CdcReplay(options, _rig.DynamoDb, _streams, _rig.Sqs, null, _rig.Rush.Time).RunAsync(progress));

    private async Task ShouldFailAsync(CdcReplayOptions options, string message) =>
        await this.Invoking(it => it.RunAsync(options)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage(message);

    private async Task ShouldHaveAllSinceAsync(string queue, DateTimeOffset since, int count)
    {
        var changes = SnapshotRig.Read(await _rig.TakeAllAsync(queue));
        changes.Should().OnlyContain(change => change.Time >= since && change.Operation != ChangeOperation.Snapshot);
        changes.Select(change => change.Id).Distinct().Should().HaveCount(count);
        foreach (var key in changes.GroupBy(change => change.Key))
            key.DistinctBy(change => change.Id).Select(change => change.Sequence!.Value).Should().BeInAscendingOrder(key.Key);
    }

    private sealed class Writing(Func<Task> write) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => write().GetAwaiter().GetResult();
    }
}
