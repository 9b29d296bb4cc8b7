using Amazon.SQS.Model;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Tests.Leases;

public sealed class SettlementBatcherTests : IDisposable
{
    private readonly Signal _changed = new();
    private readonly WatchedTime _time;
    private readonly LogLines _logs;
    private readonly List<string[]> _calls = [];
    private readonly SettlementBatcher _batcher;

    // The answer to call N, from 0; null for one that settles all.
    private Func<int, CancellationToken, Task<List<BatchResultErrorEntry>?>> _answer = (_, _) => Task.FromResult<List<BatchResultErrorEntry>?>(null);

    public SettlementBatcherTests()
    {
        _time = new WatchedTime(_changed);
        _logs = new LogLines(_changed);
        _batcher = new SettlementBatcher(CallAsync, "Deleting", _time, _logs.CreateLogger("Cdc.Test"), SettlementBatcher.Linger);
    }

    public void Dispose()
    {
        _batcher.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Add_TenReceipts_AreSentTogetherAtOnce()
    {
        Add(1, 10);
        await UntilCallsAsync(1);

        _calls.Should().ContainSingle().Which.Should().Equal(Enumerable.Range(1, 10).Select(number => $"h-{number}"));
    }

    [Fact]
    public async Task Add_FewerReceipts_AreSentAfterFiftyMilliseconds()
    {
        Add(1, 3);
        _calls.Should().BeEmpty();

        _time.Advance(TimeSpan.FromMilliseconds(49));
        _calls.Should().BeEmpty();
        (await _time.ElapseAsync()).Should().Be(TimeSpan.FromMilliseconds(50));
        await UntilCallsAsync(1);

        _calls.Should().ContainSingle().Which.Should().Equal("h-1", "h-2", "h-3");
    }

    [Fact]
    public async Task Add_AfterABatchThatWasFull_WaitsItsOwnFiftyMilliseconds()
    {
        Add(1, 10);
        await UntilCallsAsync(1);

        _time.Advance(TimeSpan.FromMilliseconds(30));
        Add(11, 1);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Add(12, 9);
        await UntilCallsAsync(2);

        _calls[1].Should().Equal(Enumerable.Range(11, 10).Select(number => $"h-{number}"));
    }

    [Fact]
    public async Task Add_FailedEntry_IsSentAgainAlone()
    {
        _answer = (call, _) => Task.FromResult(call == 0 ? Failed(1) : null);

        Add(1, 10);
        await UntilCallsAsync(1);
        await _time.ElapseUntilAsync(() => CallCount() == 2);
        await _batcher.FlushAsync();

        _calls[1].Should().Equal("h-2");
        _logs.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Add_EntryThatKeepsFailing_IsGivenUpAfterThreeAttemptsWithALogLine()
    {
        _answer = (_, _) => Task.FromResult<List<BatchResultErrorEntry>?>(Failed(0));

        Add(1, 10);
        await _time.ElapseUntilAsync(() => _logs.All.Length == 1);
        await _batcher.FlushAsync();

        _calls.Select(call => call.Length).Should().Equal(10, 1, 1);
        var line = _logs.All.Should().ContainSingle().Subject;
        (line.EventId, line.Level).Should().Be((2300, LogLevel.Warning));
        line.Text.Should().Contain("Deleting message m-1 failed with Broken");
    }

    [Fact]
    public async Task Add_EntryThatIsOurFault_IsNotSentAgain()
    {
        _answer = (_, _) => Task.FromResult<List<BatchResultErrorEntry>?>(Failed(3, senderFault: true));

        Add(1, 10);
        await _batcher.FlushAsync();

        _calls.Should().ContainSingle();
        _logs.All.Should().ContainSingle().Which.Text.Should().Contain("m-4");
    }

    [Fact]
    public async Task Add_CallThatKeepsThrowing_IsGivenUpAfterThreeAttemptsWithALogLine()
    {
        _answer = (_, _) => throw new QueueDoesNotExistException("gone");

        Add(1, 10);
        await _time.ElapseUntilAsync(() => _logs.All.Length == 1);
        await _batcher.FlushAsync();

        _calls.Should().HaveCount(3).And.OnlyContain(call => call.Length == 10);
        var line = _logs.All.Should().ContainSingle().Subject;
        (line.EventId, line.Level).Should().Be((2301, LogLevel.Error));
        line.Text.Should().Contain("m-1, m-2").And.Contain(SqsFault.MissingQueue);
        line.Error.Should().BeOfType<QueueDoesNotExistException>();
    }

    [Fact]
    public async Task Add_CallThatDoesNotAnswer_IsGivenUpAndTriedAgain()
    {
        _answer = async (call, cancellationToken) =>
        {
            if (call == 0) await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return null;
        };

        Add(1, 10);
        await UntilCallsAsync(1);
        await _time.ElapseUntilAsync(() => CallCount() == 2);
        await _batcher.FlushAsync();

        _calls.Should().HaveCount(2).And.OnlyContain(call => call.Length == 10);
        _logs.All.Should().BeEmpty();
    }

    [Fact]
    public async Task FlushAsync_OpenReceipts_AreSentAtOnceAndWaitedFor()
    {
        var answer = new TaskCompletionSource<List<BatchResultErrorEntry>?>();
        _answer = (_, _) => answer.Task;
        Add(1, 2);

        var flush = _batcher.FlushAsync();
        await UntilCallsAsync(1);
        flush.IsCompleted.Should().BeFalse();
        answer.SetResult(null);
        await flush;

        _calls.Should().ContainSingle().Which.Should().Equal("h-1", "h-2");
    }

    [Fact]
    public async Task FlushAsync_CallThatDoesNotAnswer_IsGivenUpAfterFiveSecondsWithALogLine()
    {
        _answer = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return null;
        };
        Add(1, 10);
        await UntilCallsAsync(1);

        var flush = _batcher.FlushAsync();
        _time.Advance(TimeSpan.FromSeconds(4.9));
        flush.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await flush;

        _logs.Of(2301).Should().ContainSingle().Which.Error.Should().BeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task Add_AfterAFlush_IsSentAtOnce()
    {
        await _batcher.FlushAsync();

        Add(1, 1);
        await UntilCallsAsync(1);

        _calls.Should().ContainSingle().Which.Should().Equal("h-1");
    }

    [Fact]
    public async Task WaitForRoomAsync_TooManyUnsettled_WaitsUntilSomeAreSettled()
    {
        var answer = new TaskCompletionSource<List<BatchResultErrorEntry>?>();
        _answer = (_, _) => answer.Task;
        Add(1, SettlementBatcher.MaxUnsettled);

        var room = _batcher.WaitForRoomAsync(CancellationToken.None);
        room.IsCompleted.Should().BeFalse();
        answer.SetResult(null);

        await room;
    }

    private static Settlement Settlement(int number) => new(new ReceivedMessage(new Message { MessageId = $"m-{number}", ReceiptHandle = $"h-{number}" }), 0);

    private static List<BatchResultErrorEntry> Failed(int index, bool senderFault = false) =>
        [new() { Id = $"{index}", Code = "Broken", Message = "It is broken.", SenderFault = senderFault }];

    private void Add(int first, int count)
    {
        for (var number = first; number < first + count; number++) _batcher.Add(Settlement(number));
    }

    private Task UntilCallsAsync(int count) => _changed.UntilAsync(() => CallCount() >= count);

    private int CallCount()
    {
        lock (_calls) return _calls.Count;
    }

    private async Task<List<BatchResultErrorEntry>> CallAsync(List<Settlement> batch, CancellationToken cancellationToken)
    {
        int call;
        lock (_calls)
        {
            call = _calls.Count;
            _calls.Add([.. batch.Select(settlement => settlement.Receipt.Handle)]);
        }

        _changed.Raise();
        return await _answer(call, cancellationToken) ?? [];
    }
}
