using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Tests.Fakes;
using CsCheck;

namespace Cdc.Consumer.Tests.Loading;

public sealed class BatchReaderTests : IDisposable
{
    private readonly FakeDynamoDb _dynamoDb = new();

    public void Dispose() => _dynamoDb.Dispose();

    [Fact]
    public async Task Reads_ThatComeTogether_ShareCallsOfAHundredKeys()
    {
        var time = new WatchedTime(_dynamoDb.Changed);
        var reader = NewReader(maxCalls: 1, time: time);
        var reads = Task.WhenAll(Enumerable.Range(0, 250).Select(index => ReadAsync(reader, $"k{index}")));
        await time.ElapseUntilAsync(() => _dynamoDb.Calls.Sum(keys => keys.Length) >= 250);
        var items = await reads;

        items.Select(item => item!["id"].S).Should().Equal(Enumerable.Range(0, 250).Select(index => $"k{index}"));
        _dynamoDb.Calls.Select(keys => keys.Length).Should().Equal(100, 100, 50);
        _dynamoDb.Calls.SelectMany(keys => keys).Should().OnlyHaveUniqueItems().And.HaveCount(250);
        _dynamoDb.Consistent.Should().OnlyContain(consistent => consistent == true);
    }

    [Fact]
    public async Task Reads_ThatComeWhileAllCallsAreUnderWay_WaitAndShareTheNext()
    {
        var answer = new TaskCompletionSource<string[]>();
        _dynamoDb.OnCall = (_, call) => call <= 2 ? answer.Task : Task.FromResult<string[]>([]);
        var reader = NewReader(maxCalls: 2);
        var reads = new List<Task>();
        for (var call = 1; call <= 2; call++)
        {
            reads.Add(ReadAsync(reader, $"first{call}"));
            await _dynamoDb.Changed.UntilAsync(() => _dynamoDb.Calls.Count == call);
        }

        reads.AddRange(Enumerable.Range(0, 150).Select(index => ReadAsync(reader, $"k{index}")));
        _dynamoDb.Calls.Should().HaveCount(2);
        answer.SetResult([]);
        await Task.WhenAll(reads);

        _dynamoDb.Calls.Select(keys => keys.Length).Should().StartWith([1, 1]).And.BeEquivalentTo([1, 1, 100, 50]);
    }

    [Fact]
    public async Task Reads_OfOneKey_AreOneKeyOfTheCall()
    {
        var time = new WatchedTime(_dynamoDb.Changed);
        var reader = NewReader(time: time);
        var reads = Task.WhenAll(ReadAsync(reader, "a"), ReadAsync(reader, "b"), ReadAsync(reader, "a"));
        await time.ElapseAsync();
        var items = await reads;

        items.Select(item => item!["id"].S).Should().Equal("a", "b", "a");
        _dynamoDb.Calls.Should().ContainSingle().Which.Should().Equal("a", "b");
    }

    [Fact]
    public async Task Read_OfAKeyWhoseCallHasBegun_IsMadeByALaterCall()
    {
        var answer = new TaskCompletionSource<string[]>();
        _dynamoDb.OnCall = (_, call) => call == 1 ? answer.Task : Task.FromResult<string[]>([]);
        var reader = NewReader();
        var before = ReadAsync(reader, "a");
        await _dynamoDb.Changed.UntilAsync(() => _dynamoDb.Calls.Count == 1);

        var after = await ReadAsync(reader, "a");
        answer.SetResult([]);

        after!["call"].S.Should().Be("2");
        (await before)!["call"].S.Should().Be("1");
    }

    [Fact]
    public async Task Read_OfAnItemThatIsNotThere_IsNull()
    {
        _dynamoDb.Exists = id => id != "gone";
        var reader = NewReader();

        var items = await Task.WhenAll(ReadAsync(reader, "gone"), ReadAsync(reader, "there"));

        items[0].Should().BeNull();
        items[1].Should().NotBeNull();
    }

    [Fact]
    public async Task Keys_ThatWereLeftUnread_AreAskedForAgainAfterAPause()
    {
        var time = new WatchedTime(_dynamoDb.Changed);
        _dynamoDb.OnCall = (keys, call) => Task.FromResult<string[]>(call switch { 1 => ["a", "b"], 2 => ["b"], 3 => ["b"], _ => [] });
        var reader = NewReader(time: time);
        var reads = ((string[])["a", "b", "c"]).Select(id => ReadAsync(reader, id)).ToList();

        (await time.ElapseAsync()).Should().Be(BatchReader.Linger);
        (await reads[2])!["call"].S.Should().Be("1");
        (await time.ElapseAsync()).Should().BeCloseTo(BatchReader.ShortestPause * 0.75, BatchReader.ShortestPause * 0.25);
        (await reads[0])!["call"].S.Should().Be("2");
        await time.ElapseUntilAsync(() => reads[1].IsCompleted || _dynamoDb.Calls.Count == 4);

        (await reads[1])!["call"].S.Should().Be("4");
        _dynamoDb.Calls.ElementAt(0).Should().Equal("a", "b", "c");
        _dynamoDb.Calls.ElementAt(1).Should().Equal("a", "b");
        _dynamoDb.Calls.Skip(2).Should().AllSatisfy(keys => keys.Should().Equal("b"));
    }

    [Fact]
    public async Task Keys_ThatAreLeftUnreadAgainAndAgain_Fail_AndThoseThatWereReadDoNot()
    {
        var time = new WatchedTime(_dynamoDb.Changed);
        _dynamoDb.OnCall = (keys, _) => Task.FromResult<string[]>(keys.Contains("throttled") ? ["throttled"] : []);
        var reader = NewReader(time: time);
        var read = ReadAsync(reader, "read");
        var throttled = ReadAsync(reader, "throttled");

        await time.ElapseUntilAsync(() => throttled.IsCompleted);
        _dynamoDb.Calls.Should().HaveCount(1 + BatchReader.MaxTries, "the first one brought something");

        (await read).Should().NotBeNull();
        await FluentActions.Awaiting(() => throttled).Should().ThrowExactlyAsync<ProvisionedThroughputExceededException>()
            .WithMessage("Table Orders left 1 keys unread in 8 calls in a row: its capacity is used up.");
    }

    [Fact]
    public async Task Key_ThatDynamoDbDoesNotTake_FailsAlone()
    {
        _dynamoDb.OnCall = (keys, _) => keys.Contains("bad")
            ? throw new AmazonDynamoDBException("Size of hashkey has exceeded the maximum size limit") { ErrorCode = "ValidationException" }
            : Task.FromResult<string[]>([]);
        var time = new WatchedTime(_dynamoDb.Changed);
        var reader = NewReader(time: time);
        var reads = ((string[])["a", "bad", "b"]).Select(id => ReadAsync(reader, id)).ToList();

        await time.ElapseAsync();

        (await reads[0])!["id"].S.Should().Be("a");
        (await reads[2])!["id"].S.Should().Be("b");
        (await FluentActions.Awaiting(() => reads[1]).Should().ThrowExactlyAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("ValidationException");
        _dynamoDb.Calls.Select(keys => keys.Length).Should().Equal(3, 1, 1, 1);
    }

    [Fact]
    public async Task Call_ThatFails_FailsItsReadsAlone()
    {
        var fail = new TaskCompletionSource<string[]>();
        _dynamoDb.OnCall = (_, call) => call == 1 ? fail.Task : Task.FromResult<string[]>([]);
        var reader = NewReader(maxCalls: 1);
        var failing = ReadAsync(reader, "a");
        await _dynamoDb.Changed.UntilAsync(() => _dynamoDb.Calls.Count == 1);
        var waiting = ReadAsync(reader, "b");

        fail.SetException(new AmazonDynamoDBException("no"));

        await FluentActions.Awaiting(() => failing).Should().ThrowExactlyAsync<AmazonDynamoDBException>();
        (await waiting).Should().NotBeNull();
        (await ReadAsync(reader, "a")).Should().NotBeNull();
    }

    [Fact]
    public async Task Read_ThatIsCancelled_LeavesTheOthersOfItsCallAlone()
    {
        var answer = new TaskCompletionSource<string[]>();
        _dynamoDb.OnCall = (_, _) => answer.Task;
        using var cancel = new CancellationTokenSource();
        var reader = NewReader();
        var cancelled = reader.ReadAsync(FakeDynamoDb.Key("a"), cancel.Token);
        var other = ReadAsync(reader, "a");

        await cancel.CancelAsync();
        await FluentActions.Awaiting(() => cancelled).Should().ThrowExactlyAsync<TaskCanceledException>();
        answer.SetResult([]);

        (await other).Should().NotBeNull();
    }

    [Fact]
    public async Task Reads_OfAnyKeys_WhateverIsLeftUnreadOrFails_GetTheirItemOrTheFailure()
    {
        // Each read's key, and for each call what becomes of it: all is read, half is left unread, or it fails.
        var reads = Gen.Int[0, 40].Array[1, 120];
        var calls = Gen.Int[0, 3].Array[20];
        await Gen.Select(reads, calls).SampleAsync(
            async (keys, outcomes) =>
            {
                using var dynamoDb = new FakeDynamoDb { Exists = id => id[^1] != '7' };
                var time = new WatchedTime(dynamoDb.Changed);
                dynamoDb.OnCall = (ids, call) => outcomes[call % outcomes.Length] switch
                {
                    0 => Task.FromResult<string[]>([.. ids.Where((_, index) => index % 2 == 0)]),
                    1 => throw new AmazonDynamoDBException("no"),
                    _ => Task.FromResult<string[]>([]),
                };
                var reader = NewReader(maxCalls: 2, time: time, dynamoDb: dynamoDb);
                var all = keys.Select(key => ReadAsync(reader, $"k{key}")).ToList();
                var ended = Task.WhenAll(all).ContinueWith(_ => dynamoDb.Changed.Raise(), TaskScheduler.Default);
                await time.ElapseUntilAsync(() => all.TrueForAll(read => read.IsCompleted));
                await ended;

                foreach (var (key, read) in keys.Zip(all))
                {
                    if (read.IsFaulted) read.Exception.InnerException.Should().Match(error => error is AmazonDynamoDBException);
                    else (await read)?["id"].S.Should().Be($"k{key}");
                    if (!read.IsFaulted) ((await read) is null).Should().Be(key % 10 == 7);
                }
            },
            iter: 100,
            threads: 1);
    }

    private static Task<Dictionary<string, AttributeValue>?> ReadAsync(BatchReader reader, string id) => reader.ReadAsync(FakeDynamoDb.Key(id), default);

    private BatchReader NewReader(int maxCalls = 4, TimeProvider? time = null, FakeDynamoDb? dynamoDb = null) =>
        new(dynamoDb ?? _dynamoDb, "Orders", new TableKey("Orders", [new("id", ScalarAttributeType.S)]), consistent: true, maxCalls, time ?? TimeProvider.System);
}
