using Cdc.Worker;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>Parents before children, on a stream whose shards split.</summary>
public sealed class ShardOrderTests : IDisposable
{
    private readonly StubStream _stream = new();
    private readonly StreamFunction _function = new();
    private readonly Wire _wire;
    private readonly DynamoDbStreamsClient _client;

    public ShardOrderTests()
    {
        _wire = new Wire(_stream);
        _client = _wire.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _wire.Dispose();
        _stream.Dispose();
    }

    [Fact]
    public async Task Shard_Splits_ChildrenAreReadOnceTheParentIsAccepted()
    {
        _stream.Add("parent", null, closed: false, "p1");
        var done = _function.Hold((_, batch) => batch[0].Name == "p2");

        await using var mapping = Start();
        await _function.InvokedWithAsync("p1");
        _stream.Append("parent", "p2");
        await _function.InvokedWithAsync("p2");
        _stream.Split("parent", ("left", "l1"), ("right", "r1"));
        _stream.Split("left", ("leaf", "f1"));
        await _stream.ListedAsync();
        var startedMeanwhile = _stream.Started;
        done.SetResult("");

        startedMeanwhile.Should().Equal("parent");
        await _function.InvokedWithAsync("r1");
        await _function.InvokedWithAsync("f1");
        var names = _function.Delivered.Select(record => record.Name).ToList();
        names.Should().BeEquivalentTo("p1", "p2", "l1", "r1", "f1");
        names.Should().StartWith(["p1", "p2"]).And.ContainInOrder("l1", "f1");
    }

    [Fact]
    public async Task Shard_EndsWhileShardsAreListed_ChildrenAreReadAtOnce()
    {
        _stream.Add("other", null, closed: true, "o1");
        _stream.Add("parent", null, closed: false, "p1");
        _stream.Listed = async listing =>
        {
            // The second look, after the other shard's end, does not see the children yet.
            if (listing != 2) return;
            _stream.Split("parent", ("child", "c1"));
            await _stream.EndOf("parent").WaitAsync(HangGuard.Patience);
        };

        var options = new LocalEventSourceMappingOptions { PollingInterval = TimeSpan.FromMilliseconds(1), ShardDiscoveryInterval = TimeSpan.FromDays(1) };
        await using var mapping = LocalEventSourceMapping.Start(_client, StubStream.Arn, _function.HandleAsync, options);

        await _function.InvokedWithAsync("c1");
    }

    [Fact]
    public async Task Shard_FailsInTheEnd_ChildrenWait()
    {
        _stream.Add("parent", null, closed: true, "p1", "p2");
        _stream.Add("child", "parent", closed: false, "c1");
        _function.Answer = (number, batch) => Task.FromResult(number < 5 ? StreamFunction.Failed(batch[^1]) : "");

        await using var mapping = Start();

        await _function.InvokedWithAsync("c1");
        _function.Batches.Should().Equal("p1 p2", "p2", "p2", "p2", "p2", "c1");
    }

    [Fact]
    public async Task Shard_WhoseParentIsNotListed_IsRead()
    {
        _stream.Add("child", "trimmed", closed: false, "c1");

        await using var mapping = Start();

        await _function.InvokedWithAsync("c1");
    }

    [Fact]
    public async Task Shard_VanishesUnread_ChildrenAreRead()
    {
        _stream.Add("parent", null, closed: false, "p1");
        var done = _function.Hold((_, batch) => batch[0].Name == "p1");

        await using var mapping = Start();
        await _function.InvokedWithAsync("p1");
        _stream.Split("parent", ("child", "c1"));
        _stream.Append("parent", "p2");
        _stream.Remove("parent");
        await _stream.ListedAsync();
        done.SetResult("");

        await _function.InvokedWithAsync("c1");
        _function.Batches.Should().Equal("p1", "c1");
    }

    [Fact]
    public async Task Shard_ListedButNotFoundYet_IsReadWhenItIs()
    {
        _stream.Add("shard", null, closed: false, "s1");
        _wire.Intercept = (operation, _, _) => Task.FromResult(
            operation == "GetShardIterator" && _wire.CountOf(operation) < 3 ? Wire.Error("ResourceNotFoundException") : null);

        await using var mapping = Start();

        await _function.InvokedWithAsync("s1");
        _wire.CountOf("GetShardIterator").Should().Be(3);
    }

    [Fact]
    public async Task Start_NotFromTrimHorizonOnASplitStream_DeliversNewRecordsOnly()
    {
        _stream.Add("parent", null, closed: true, "p1");
        _stream.Add("child", "parent", closed: false, "c1");

        await using var mapping = Start(fromTrimHorizon: false);
        await _wire.UntilAskedAsync("GetRecords");
        _stream.Append("child", "c2");
        await _function.InvokedWithAsync("c2");
        _stream.Split("child", ("grandchild", "g1"));
        await _function.InvokedWithAsync("g1");

        _function.Batches.Should().Equal("c2", "g1");
        _stream.Started.Should().Equal("child", "grandchild");
    }

    private LocalEventSourceMapping Start(bool fromTrimHorizon = true) =>
        LocalEventSourceMapping.Start(_client, StubStream.Arn, _function.HandleAsync, MappedTable.Quick(fromTrimHorizon: fromTrimHorizon));
}
