using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Worker.Tests.Rig;

/// <summary>A table on a LocalAws at fake time, the workers that follow it, and the topic they publish to.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    public const string Table = "Orders";
    public const string LeaseTable = "Orders-leases";
    public const string TopicArn = "arn:aws:sns:us-east-1:000000000000:changes";

    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(50);

    private readonly List<TestWorker> _workers = [];
    private readonly Dictionary<string, int> _versions = [];

    public WorkerRig(int shards = 1, AwsFaults? faults = null)
    {
        Faults = faults ?? new AwsFaults(1);
        Aws = new LocalAws(new LocalAwsOptions { TimeProvider = Time, ShardsPerStream = shards, Faults = Faults });
        DynamoDb = Aws.CreateDynamoDbClient();
        Streams = Aws.CreateStreamsClient();
        Leases = new DynamoDbLeaseStore(DynamoDb, LeaseTable);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));

    public AwsFaults Faults { get; }

    public LocalAws Aws { get; }

    public AmazonDynamoDBClient DynamoDb { get; }

    public DynamoDbStreamsClient Streams { get; }

    public DynamoDbLeaseStore Leases { get; }

    public RecordedTopic Topic { get; } = new();

    public LogLines Logger { get; } = new();

    public static CdcStreamWorkerOptions Options => new() { TableName = Table, TopicArn = TopicArn, CreateIfMissing = true, Publisher = { MaxConcurrentCalls = 4 } };

    public static async Task<WorkerRig> StartAsync(int shards = 1, AwsFaults? faults = null)
    {
        var rig = new WorkerRig(shards, faults);
        await rig.DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table,
            KeySchema = [new("id", KeyType.HASH)],
            AttributeDefinitions = [new("id", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        });
        return rig;
    }

    public TestWorker Work(CdcStreamWorkerOptions? options = null, Func<ILeaseStore, ILeaseStore>? leases = null)
    {
        var worker = new TestWorker(this, options ?? Options, leases);
        _workers.Add(worker);
        return worker;
    }

    public async Task PutAsync(params string[] keys)
    {
        foreach (var key in keys)
        {
            var version = _versions[key] = _versions.GetValueOrDefault(key) + 1;
            await DynamoDb.PutItemAsync(Table, new() { ["id"] = new(key), ["version"] = new() { N = version.ToString(CultureInfo.InvariantCulture) } });
        }
    }

    public Task PutAsync(int changes, int keys) => PutAsync([.. Enumerable.Range(0, changes).Select(number => $"k{number % keys}")]);

    public async Task<IReadOnlyDictionary<string, Lease>> LeasesAsync()
    {
        try
        {
            return (await Leases.ListAsync(CancellationToken.None)).ToDictionary(lease => lease.Key);
        }
        catch (ResourceNotFoundException)
        {
            return new Dictionary<string, Lease>();
        }
    }

    public async Task<string> StreamArnAsync() => (await Streams.ListStreamsAsync(Table)).StreamArns.Order(StringComparer.Ordinal).Last();

    /// <summary>Lets time go on, step by step, each when everything that is under way has come to a wait.</summary>
    /// <returns>How much time went by.</returns>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, int mostSeconds = 600)
    {
        var began = Time.GetUtcNow();
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await SettleAsync();
            if (await condition()) return Time.GetUtcNow() - began;
            if (Time.GetUtcNow() - began > TimeSpan.FromSeconds(mostSeconds) || TimeProvider.System.GetElapsedTime(started) > HangGuard.Patience)
                throw new TimeoutException($"It did not come to that within {Time.GetUtcNow() - began}. {Faults}\n{string.Join('\n', Logger.Last(40))}");
            Time.Advance(_step);
        }
    }

    public Task<TimeSpan> UntilAsync(Func<bool> condition, int mostSeconds = 600) => UntilAsync(() => Task.FromResult(condition()), mostSeconds);

    public Task<TimeSpan> PassAsync(TimeSpan time)
    {
        var end = Time.GetUtcNow() + time;
        return UntilAsync(() => Time.GetUtcNow() >= end, int.MaxValue);
    }

    public Task<TimeSpan> PublishedAsync(int mostSeconds = 600) => UntilAsync(async () => Topic.Distinct >= (await StreamAsync()).Count, mostSeconds);

    /// <summary>Every change that the table's streams hold, of each key in its order.</summary>
    public async Task<List<(string Key, SequenceNumber Sequence)>> StreamAsync()
    {
        var all = new List<(string, SequenceNumber)>();
        foreach (var arn in (await Streams.ListStreamsAsync(Table)).StreamArns)
        {
            string? last = null;
            do
            {
                var page = await Streams.DescribeStreamAsync(arn, exclusiveStartShardId: last);
                foreach (var shard in page.Shards) all.AddRange(await ReadAsync(arn, shard.ShardId));
                last = page.LastEvaluatedShardId;
            }
            while (last is not null);
        }

        return all;
    }

    /// <summary>Nothing is missing, and each change came for the first time after those before it of its key.</summary>
    public async Task ShouldHaveAllInOrderAsync()
    {
        var stream = await StreamAsync();
        Topic.Published.Distinct().Should().BeEquivalentTo(stream);
        FirstOutOfOrder().Should().BeNull();
    }

    public (string Key, SequenceNumber Sequence)? FirstOutOfOrder()
    {
        var newest = new Dictionary<string, SequenceNumber>();
        foreach (var change in Topic.Published.Distinct())
        {
            if (newest.TryGetValue(change.Key, out var before) && change.Sequence < before) return change;
            newest[change.Key] = change.Sequence;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        foreach (var worker in _workers) worker.Kill();
        await UntilAsync(() => _workers.All(worker => worker.Running.IsCompleted));
        DynamoDb.Dispose();
        Streams.Dispose();
        Aws.Dispose();
    }

    private async Task<List<(string, SequenceNumber)>> ReadAsync(string arn, string shard)
    {
        var all = new List<(string, SequenceNumber)>();
        var iterator = await Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.TrimHorizon);
        while (iterator is not null)
        {
            var page = await Streams.GetRecordsAsync(iterator);
            all.AddRange(page.Records.Select(record => (KeyOf(record), SequenceNumber.Parse(record.SequenceNumber))));
            iterator = page.Records.Count > 0 ? page.NextShardIterator : null;
        }

        return all;
    }

    private static string KeyOf(DynamoDbStreamRecord record)
    {
        using var json = JsonDocument.Parse(record.Json);
        return json.RootElement.GetProperty("dynamodb").GetProperty("Keys").GetProperty("id").GetProperty("S").GetString()!;
    }

    /// <summary>Waits until the thread pool has had nothing to do for a while, longer than any one piece of work takes: then all that runs waits for time to pass.</summary>
    private static async Task SettleAsync()
    {
        const int Calm = 400;
        const int Most = 20_000;
        for (int calm = 0, turns = 0; calm < Calm && turns < Most; turns++)
        {
            var before = ThreadPool.CompletedWorkItemCount;
            await Task.Yield();
            Thread.Yield();
            calm = ThreadPool.PendingWorkItemCount == 0 && ThreadPool.CompletedWorkItemCount - before <= 1 ? calm + 1 : 0;
        }
    }
}
