using System.Net;
using System.Text.Json;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>An endpoint whose shards split and vanish as the test says; it lists one shard a page.</summary>
internal sealed class StubStream : HttpMessageHandler
{
    public const string Arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Stub/stream/1";

    private readonly Lock _lock = new();
    private readonly List<Shard> _shards = [];
    private readonly List<string> _started = [];
    private readonly Dictionary<string, TaskCompletionSource> _ends = [];
    private TaskCompletionSource? _listing;
    private int _listings;

    /// <summary>Gets the shards whose reading began, in order.</summary>
    public IReadOnlyList<string> Started
    {
        get
        {
            lock (_lock) return [.. _started];
        }
    }

    /// <summary>Gets or sets what happens before a listing's last page is answered, given the listing's number from 1 on.</summary>
    public Func<int, Task> Listed { get; set; } = _ => Task.CompletedTask;

    /// <summary>Ends when a reader is told that a shard is over.</summary>
    public Task EndOf(string id)
    {
        lock (_lock) return End(id).Task;
    }

    /// <summary>Adds a shard to the list.</summary>
    public void Add(string id, string? parent, bool closed, params string[] names)
    {
        lock (_lock) _shards.Add(new Shard(id, parent, [.. names]) { IsClosed = closed });
    }

    /// <summary>Closes a shard and lists the shards that go on from it, with what they hold.</summary>
    public void Split(string id, params (string Id, string Name)[] children)
    {
        lock (_lock) Find(id)!.IsClosed = true;
        foreach (var child in children) Add(child.Id, id, closed: false, child.Name);
    }

    public void Append(string id, string name)
    {
        lock (_lock) Find(id)!.Names.Add(name);
    }

    public void Remove(string id)
    {
        lock (_lock) _shards.RemoveAll(shard => shard.Id == id);
    }

    /// <summary>Waits until a listing that began after this call was answered and acted on: two more have begun.</summary>
    public async Task ListedAsync()
    {
        for (var listing = 1; listing <= 3; listing++)
        {
            TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock) _listing = next;
            await next.Task.WaitAsync(HangGuard.Patience);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        string answer;
        lock (_lock)
        {
            answer = JsonSerializer.Serialize(operation switch
            {
                "DescribeStream" => Describe(body.RootElement),
                "GetShardIterator" => GetIterator(body.RootElement),
                _ => GetRecords(body.RootElement),
            });
        }

        if (operation == "DescribeStream" && answer.Contains("\"LastEvaluatedShardId\":null", StringComparison.Ordinal)) await Listed(++_listings);
        return answer == "null"
            ? Wire.Error("ResourceNotFoundException")
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };
    }

    private TaskCompletionSource End(string id) =>
        _ends.TryGetValue(id, out var end) ? end : _ends[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Shard? Find(string? id) => _shards.Find(shard => shard.Id == id);

    private object? Describe(JsonElement input)
    {
        var at = 0;
        if (input.TryGetProperty("ExclusiveStartShardId", out var last)) at = _shards.FindIndex(shard => shard.Id == last.GetString()) + 1;
        else _listing?.TrySetResult();
        return new
        {
            StreamDescription = new
            {
                StreamArn = Arn,
                TableName = "Stub",
                StreamStatus = "ENABLED",
                StreamViewType = "NEW_IMAGE",
                Shards = _shards.Skip(at).Take(1).Select(Describe),
                LastEvaluatedShardId = at + 1 < _shards.Count ? _shards[at].Id : null,
            },
        };
    }

    private static Dictionary<string, object> Describe(Shard shard)
    {
        var range = new Dictionary<string, string> { ["StartingSequenceNumber"] = "1" };
        if (shard.IsClosed) range["EndingSequenceNumber"] = "9";
        var described = new Dictionary<string, object> { ["ShardId"] = shard.Id, ["SequenceNumberRange"] = range };
        if (shard.Parent is not null) described["ParentShardId"] = shard.Parent;
        return described;
    }

    private object? GetIterator(JsonElement input)
    {
        if (Find(input.GetProperty("ShardId").GetString()) is not { } shard) return null;
        if (!_started.Contains(shard.Id)) _started.Add(shard.Id);
        var at = input.GetProperty("ShardIteratorType").GetString() == "LATEST" ? shard.Names.Count : 0;
        return new { ShardIterator = $"{shard.Id}/{at}" };
    }

    private object? GetRecords(JsonElement input)
    {
        var place = input.GetProperty("ShardIterator").GetString()!.Split('/');
        if (Find(place[0]) is not { } shard) return null;
        var at = int.Parse(place[1]);
        var records = shard.Names.Skip(at).Take(input.GetProperty("Limit").GetInt32()).Select((name, index) => new
        {
            eventID = name,
            dynamodb = new { SequenceNumber = $"{at + index + 1}", NewImage = new { name = new { S = name } } },
        }).ToList();
        var next = at + records.Count;
        var isEnd = shard.IsClosed && next == shard.Names.Count;
        if (isEnd) End(shard.Id).TrySetResult();
        return new { Records = records, NextShardIterator = isEnd ? null : $"{shard.Id}/{next}" };
    }

    private sealed record Shard(string Id, string? Parent, List<string> Names)
    {
        public bool IsClosed { get; set; }
    }
}
