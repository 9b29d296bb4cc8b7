using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What a FIFO topic remembers, and for how long; the tests decide what time it is.</summary>
public sealed class SnsTimeTests : SnsTest
{
    private readonly FakeTimeProvider _time;

    public SnsTimeTests()
        : this(new FakeTimeProvider())
    {
    }

    private SnsTimeTests(FakeTimeProvider time)
        : base(new InProcessBackend(new LocalAwsOptions { TimeProvider = time })) => _time = time;

    [Fact]
    public async Task Publish_SameDeduplicationId_AnswersTheFirstForFiveMinutes()
    {
        var topic = await CreateTopicAsync(fifo: true);
        (string, string)[] fields = [("TopicArn", topic), ("Message", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d")];

        var first = await Form.PostAsync("Publish", fields);
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var repeated = await Form.PostAsync("Publish", fields);
        _time.Advance(TimeSpan.FromSeconds(1));
        var again = await Form.PostAsync("Publish", fields);

        repeated["MessageId"].Should().Be(first["MessageId"]);
        repeated["SequenceNumber"].Should().Be(first["SequenceNumber"]);
        again["MessageId"].Should().NotBe(first["MessageId"]);
    }

    [Fact]
    public async Task Publish_WrappedSubscription_NamesTheTime()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);
        _time.SetUtcNow(new DateTimeOffset(2026, 11, 22, 10, 0, 0, 5, TimeSpan.Zero));

        await Sns.PublishAsync(topic, Entry("x"));

        Json((await ReceiveAsync(queue)).Single()).GetProperty("Timestamp").GetString().Should().Be("2026-11-22T10:00:00.005Z");
    }
}
