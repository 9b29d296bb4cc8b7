using System.Net;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests;

/// <summary>What passes by itself is tried again while there is time, and no longer.</summary>
public sealed class RetryAndDeadlineTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly FakeTimeProvider _time = new();

    private CdcPublisherOptions Options { get; } = new() { TopicArn = StreamEvents.TopicArn };

    [Theory]
    [InlineData("InternalError", false)]
    [InlineData("Throttled", true)]
    [InlineData("KMSThrottling", true)]
    public async Task Publish_EntryFailsInPassing_IsTriedAgainBehindNothingOfItsKey(string code, bool senderFault)
    {
        var tries = 0;
        var sns = new FakeSns(entries => ++tries <= 3 ? [new SnsFailure(entries[0].Id, code, null, senderFault)] : []);

        var result = await Publisher(sns, new JumpingTime()).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("a", 2)));

        result.Should().Be(Results.Of(2, 0, null));
        sns.Entries.Select(entry => entry.Id).Should().Equal("0", "0", "0", "0", "1");
        _logger.Events.Should().NotContain(entry => entry.Id == 1005).And.Contain(entry => entry.Id == 1008);
    }

    public static TheoryData<Func<Exception>> Passing => new()
    {
        () => new HttpRequestException("The connection was closed."),
        () => new OperationCanceledException(),
        () => new TimeoutException(),
        () => new AmazonClientException("failed", new IOException("The connection was closed.")),
        () => new AmazonClientException("failed", new TimeoutException()),
        () => new AmazonServiceException("later", ErrorType.Sender, "Throttling", "id", HttpStatusCode.BadRequest),
        () => new AmazonServiceException("later", ErrorType.Receiver, "Unheard", "id", HttpStatusCode.ServiceUnavailable),
        () => new AmazonServiceException("later", ErrorType.Sender, "TooManyRequests", "id", HttpStatusCode.TooManyRequests),
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Publish_CallFailsInPassing_IsTriedAgain(Func<Exception> error)
    {
        var tries = 0;
        var sns = new FakeSns(_ => ++tries <= 2 ? throw error() : []);

        (await Publisher(sns, new JumpingTime()).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)))).Should().Be(Results.Of(1, 0, null));

        tries.Should().Be(3);
    }

    [Fact]
    public async Task Publish_TopicIsMissing_IsNotTriedAgain()
    {
        var sns = new FakeSns(_ => throw new AmazonServiceException("no topic", ErrorType.Sender, "NotFound", "id", HttpStatusCode.NotFound));

        (await Publisher(sns, new JumpingTime()).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)))).FirstUnpublishedText.Should().Be("1");

        sns.Calls.Should().ContainSingle();
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1006);
    }

    [Fact]
    public async Task Publish_FailureStays_StopsWhenTheTimeForTriesIsOver()
    {
        var time = new JumpingTime();
        var sns = new FakeSns(_ => [FakeSns.Failure("0")]);

        var result = await Publisher(sns, time).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)));

        result.Should().Be(Results.Of(0, 0, "1"));
        time.Passed.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(Options.RetryFor);
        sns.Calls.Count.Should().BeInRange(4, 60);
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1005);
    }

    [Fact]
    public async Task Publish_FailureAfterALongTime_IsTriedAgainForAsLongAsAnyOther()
    {
        var time = new JumpingTime();
        var calls = 0;
        var sns = new FakeSns(entries =>
        {
            if (++calls == 1) time.Pass(Options.RetryFor * 2);
            return calls is 2 or 3 ? [FakeSns.Failure(entries[0].Id)] : [];
        });
        Options.MaxConcurrentCalls = 1;

        var result = await Publisher(sns, time).PublishAsync(StreamEvents.Of(Enumerable.Range(1, 11).Select(number => StreamEvents.Record($"k{number}", number))));

        result.Should().Be(Results.Of(11, 0, null));
        calls.Should().Be(4);
    }

    [Fact]
    public async Task Publish_LessThanTheMarginLeft_StartsNoCall()
    {
        var sns = new FakeSns();

        var result = await Publisher(sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)), new CdcPublishContext { TimeLeft = Options.DeadlineMargin });

        result.Should().Be(Results.Of(0, 0, "1"));
        sns.Calls.Should().BeEmpty();
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1007);
    }

    [Fact]
    public async Task Publish_RulesThatTakeTheTime_StartsNoCall()
    {
        var sns = new FakeSns();
        var rules = new CdcPublishRules { ShouldPublish = _ => Take(TimeSpan.FromSeconds(9)) };

        var result = await Publisher(sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)), new CdcPublishContext { Rules = rules, TimeLeft = TimeSpan.FromSeconds(10) });

        result.Should().Be(Results.Of(0, 0, "1"));
        sns.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(null)]
    public async Task Publish_EventThatTakesTheTimeToRead_StartsNoCall(int? secondsLeft)
    {
        var sns = new FakeSns();
        Options.TimeBudget = TimeSpan.FromSeconds(10);
        using var slow = new SlowStream(StreamEvents.Of(StreamEvents.Record("a", 1)), () => Take(TimeSpan.FromSeconds(9)));

        var context = secondsLeft is { } left ? new CdcPublishContext { TimeLeft = TimeSpan.FromSeconds(left) } : null;
        (await Publisher(sns).PublishAsync(slow, context)).Should().Be(Results.Of(0, 0, "1"));

        sns.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_TimeRunsOutInBetween_ReportsTheRest()
    {
        var sns = new FakeSns(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(4));
            return [];
        });
        Options.MaxConcurrentCalls = 1;

        var result = await Publisher(sns).PublishAsync(StreamEvents.Of(Enumerable.Range(1, 30).Select(number => StreamEvents.Record($"k{number}", number))), new CdcPublishContext { TimeLeft = TimeSpan.FromSeconds(6) });

        result.Should().Be(Results.Of(20, 0, "21"));
    }

    [Fact]
    public async Task Publish_LastCallEndsWithinTheMargin_TellsOfNoLackOfTime()
    {
        var sns = new FakeSns(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(9.2));
            return [];
        });

        var result = await Publisher(sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)), new CdcPublishContext { TimeLeft = TimeSpan.FromSeconds(10) });

        result.Should().Be(Results.Of(1, 0, null));
        _logger.Events.Should().NotContain(entry => entry.Id == 1007);
    }

    [Fact]
    public async Task Publish_TimeLeftBeyondEveryClock_IsAllOrNone()
    {
        var streamEvent = StreamEvents.Of(StreamEvents.Record("a", 1));

        (await Publisher(new FakeSns()).PublishAsync(streamEvent, new CdcPublishContext { TimeLeft = TimeSpan.MaxValue })).Should().Be(Results.Of(1, 0, null));
        (await Publisher(new FakeSns()).PublishAsync(streamEvent, new CdcPublishContext { TimeLeft = TimeSpan.MinValue })).Should().Be(Results.Of(0, 0, "1"));
    }

    [Fact]
    public async Task Publish_CancelledWhileItWaitsForAnotherTry_ReportsTheRecord()
    {
        using var source = new CancellationTokenSource();
        var sns = new GatedSns();
        var time = new WatchedTime(new Signal());
        var publishing = Publisher(sns, time).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)), cancellationToken: source.Token);
        (await sns.Calls.ReadAsync()).Answer.SetResult([FakeSns.Failure("0")]);
        await time.UntilSetUpAsync();

        // The clock stands still: but for this it would wait for ever.
        await source.CancelAsync();

        (await publishing.WaitAsync(HangGuard.Patience)).Should().Be(Results.Of(0, 0, "1"));
        sns.Calls.TryRead(out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(null, "21")]
    [InlineData(10, null)]
    public async Task Publish_TimeBudget_CountsWhereNoTimeLeftIsGiven(int? secondsLeft, string? firstUnpublished)
    {
        var sns = new FakeSns(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            return [];
        });
        Options.MaxConcurrentCalls = 1;
        Options.TimeBudget = TimeSpan.FromSeconds(6);

        var result = await Publisher(sns).PublishAsync(StreamEvents.Of(Enumerable.Range(1, 30).Select(number => StreamEvents.Record($"k{number}", number))), new CdcPublishContext { TimeLeft = secondsLeft is { } left ? TimeSpan.FromSeconds(left) : null });

        result.FirstUnpublishedText.Should().Be(firstUnpublished);
    }

    [Fact]
    public async Task Publish_CallHangs_IsCutOffBeforeTheTimeIsOver()
    {
        var sns = new GatedSns();
        var publishing = Publisher(sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)), new CdcPublishContext { TimeLeft = TimeSpan.FromSeconds(10) });
        var call = await sns.Calls.ReadAsync();

        _time.Advance(TimeSpan.FromSeconds(9.4));
        call.CancellationToken.IsCancellationRequested.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        (await publishing).Should().Be(Results.Of(0, 0, "1"));
        call.CancellationToken.IsCancellationRequested.Should().BeTrue();
    }

    private bool Take(TimeSpan time)
    {
        _time.Advance(time);
        return true;
    }

    private CdcPublisher Publisher(ISnsPublisher sns, TimeProvider? time = null) => new(Options, sns, _logger, time ?? _time);

    private sealed class SlowStream(byte[] bytes, Func<bool> taking) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == 0) taking();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
