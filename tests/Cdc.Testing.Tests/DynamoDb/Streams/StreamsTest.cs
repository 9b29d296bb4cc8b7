using System.Text.Json;
using Amazon.Runtime;
using Cdc.Worker;

namespace Cdc.Testing.Tests.DynamoDb.Streams;

/// <summary>A client of streams, and what most tests of them read.</summary>
public abstract class StreamsTest(AwsBackend backend) : DynamoDbTestBase(backend)
{
    protected DynamoDbStreamsClient Streams { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Streams = Backend.CreateStreamsClient();
    }

    public override Task DisposeAsync()
    {
        Streams.Dispose();
        return base.DisposeAsync();
    }

    protected static async Task ShouldFailAsync(Func<Task> call, string code) =>
        (await call.Should().ThrowExactlyAsync<AmazonServiceException>()).Which.ErrorCode.Should().Be(code);

    protected static IEnumerable<string?> Versions(IEnumerable<DynamoDbStreamRecord> records) =>
        records.Select(record => Image(JsonDocument.Parse(record.Json).RootElement, "NewImage"));

    protected static string? Image(JsonElement record, string name) =>
        record.GetProperty("dynamodb").TryGetProperty(name, out var image) ? image.GetProperty("a").GetProperty("S").GetString() : null;

    protected static string KeyOf(DynamoDbStreamRecord record) =>
        JsonDocument.Parse(record.Json).RootElement.GetProperty("dynamodb").GetProperty("Keys").GetProperty("pk").GetProperty("S").GetString()!;

    protected async Task<string> CreateStreamAsync(string viewType = "KEYS_ONLY") =>
        (await CreateTableAsync(viewType: viewType)).LatestStreamArn;

    protected Task<string> IteratorAsync(string arn, string shard) =>
        Streams.GetShardIteratorAsync(arn, shard, DynamoDbShardIteratorType.TrimHorizon);

    /// <summary>Reads until an answer is empty or the last one of a closed shard.</summary>
    protected async Task<List<DynamoDbStreamRecord>> ReadAsync(string iterator)
    {
        var records = new List<DynamoDbStreamRecord>();
        while (true)
        {
            var answer = await Streams.GetRecordsAsync(iterator);
            records.AddRange(answer.Records);
            if (answer.Records.Count == 0 || answer.NextShardIterator is null) return records;
            iterator = answer.NextShardIterator;
        }
    }

    protected async Task<List<DynamoDbStreamRecord>> ReadAllAsync(string arn)
    {
        var records = new List<DynamoDbStreamRecord>();
        foreach (var shard in (await Streams.DescribeStreamAsync(arn)).Shards)
            records.AddRange(await ReadAsync(await IteratorAsync(arn, shard.ShardId)));
        return records;
    }

    /// <summary>The one shard that has records, and them.</summary>
    protected async Task<(string Shard, List<DynamoDbStreamRecord> Records)> FindAsync(string arn)
    {
        foreach (var shard in (await Streams.DescribeStreamAsync(arn)).Shards)
        {
            var records = await ReadAsync(await IteratorAsync(arn, shard.ShardId));
            if (records.Count > 0) return (shard.ShardId, records);
        }

        throw new InvalidOperationException("The stream has no records.");
    }
}
