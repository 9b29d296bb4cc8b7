using Amazon.SQS.Model;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Telemetry;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Consumer.Visibility;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Visibility;

public sealed class VisibilityKeeperTests
{
    [Fact]
    public async Task Message_ThatBeginsWhileItsWaitIsFoundTooLong_IsNotCancelled()
    {
        var (sqs, time) = (new FakeSqs(), new CalculatedTime());
        using var logs = new LogLines(sqs.Changed);
        var logger = logs.CreateLogger("Cdc.Test");
        using var telemetry = new ConsumerTelemetry("orders", meters: null, time);
        var options = new CdcConsumerOptions { QueueUrl = FakeSqs.QueueUrl, VisibilityTimeout = TimeSpan.FromSeconds(30) };
        var queue = new SqsQueue(sqs, options, telemetry, logger);
        using var settler = new Settler(queue, time, logger);
        using var keeper = new VisibilityKeeper(queue, settler, TimeSpan.FromSeconds(10), time, logger);
        var message = new ReceivedMessage(new Message { MessageId = "m-1", ReceiptHandle = "h-1" });
        message.Batch = new HeldBatch(keeper, [message]);
        keeper.Keep(message.Batch);
        var cancellation = new HandlerCancellation();
        var begun = new TaskCompletionSource();

        // The keeper has seen that the message waits, and works out until when.
        time.BeforeNextCalculation = () =>
        {
            message.TryStart(cancellation, time.GetTimestamp());
            begun.SetResult();
        };
        time.Advance(TimeSpan.FromSeconds(10));
        await begun.Task.WaitAsync(HangGuard.Patience);
        time.Advance(TimeSpan.FromSeconds(5));
        await sqs.Changed.UntilAsync(() => !sqs.HideCalls.IsEmpty || logs.Of(2203).Length > 0);

        logs.All.Should().BeEmpty();
        message.State.Should().Be(HeldState.Running);
        sqs.Hidden.Should().Equal(("h-1", 30));
        cancellation.Token.IsCancellationRequested.Should().BeFalse();
    }

    private sealed class CalculatedTime : FakeTimeProvider
    {
        private Action? _before;

        public Action BeforeNextCalculation
        {
            set => Volatile.Write(ref _before, value);
        }

        public override long TimestampFrequency
        {
            get
            {
                Interlocked.Exchange(ref _before, null)?.Invoke();
                return base.TimestampFrequency;
            }
        }
    }
}
