using Amazon.SQS.Model;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;
using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Leases;

public sealed class SettlerTests
{
    [Fact]
    public async Task Release_OfAMessageThatIsSettled_LeavesTheOthersOfItsReceiveHidden()
    {
        var (sqs, time) = (new FakeSqs(), new FakeTimeProvider());
        using var telemetry = new ConsumerTelemetry("orders", meters: null, time, NullLogger.Instance);
        var options = new CdcConsumerOptions { QueueUrl = FakeSqs.QueueUrl, VisibilityTimeout = TimeSpan.FromSeconds(30) };
        var queue = new SqsQueue(sqs, options, telemetry, NullLogger.Instance);
        using var settler = new Settler(queue, time, NullLogger.Instance);
        var keeper = new LeaseKeeper(queue, settler, time, NullLogger.Instance);
        var (settled, other) = (Message(1), Message(2));
        settled.Batch = other.Batch = new LeaseBatch(keeper, [settled, other]);
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
