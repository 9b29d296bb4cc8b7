using Amazon.SQS.Model;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Telemetry;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Consumer.Visibility;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Acknowledging;

public sealed class SettlerTests
{
    [Fact]
    public async Task Release_OfAMessageThatIsSettled_LeavesTheOthersOfItsReceiveHidden()
    {
        var (sqs, time) = (new FakeSqs(), new FakeTimeProvider());
        using var telemetry = new ConsumerTelemetry("orders", meters: null, time);
        var options = new CdcConsumerOptions { QueueUrl = FakeSqs.QueueUrl, VisibilityTimeout = TimeSpan.FromSeconds(30) };
        var queue = new SqsQueue(sqs, options, telemetry, NullLogger.Instance);
        using var settler = new Settler(queue, time, NullLogger.Instance);
        using var keeper = new VisibilityKeeper(queue, settler, TimeSpan.FromMinutes(5), time, NullLogger.Instance);
        var (settled, other) = (Message(1), Message(2));
        settled.Batch = other.Batch = new HeldBatch(keeper, [settled, other]);
        keeper.Keep(other.Batch);

        settler.Delete(settled);
        settler.Release(settled, TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(15));
        await sqs.Changed.UntilAsync(() => !sqs.HideCalls.IsEmpty);
        await settler.FlushAsync();

        sqs.Hidden.Should().Equal(("h-2", 30));
        sqs.Released.Should().BeEmpty();
        sqs.Deleted.Keys.Should().Equal("h-1");
    }

    private static ReceivedMessage Message(int number) => new(new Message { MessageId = $"m-{number}", ReceiptHandle = $"h-{number}" });
}
