using System.Collections.Concurrent;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests;

/// <summary>Whatever the handler does and whenever the host stops: on a queue that keeps its promises, no change is lost.</summary>
public sealed class ConsumerProperties
{
    private static readonly Gen<Sent> _sent = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 2], Gen.Frequency((8, Gen.Const(Fate.Handled)), (1, Gen.Const(Fate.Rejected)), (1, Gen.Const(Fate.Unreadable))), Gen.Int[0, 40],
        (key, failures, fate, seconds) => new Sent(key, failures, fate, seconds));

    private static readonly Gen<Setup> _setup = Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Int[1, 5], Gen.Int[2, 20], Gen.Int[0, 60],
        (fifo, coalesce, concurrency, perKey, stopAt) => new Setup(fifo, coalesce, concurrency, perKey, stopAt));

    private enum Fate
    {
        Handled,
        Rejected,
        Unreadable,
    }

    [Fact]
    public Task AnyFailuresDelaysAndStops_LoseNothingAndKeepEachKeyInTurn() =>
        Gen.Select(_sent.Array[1, 25], _setup).SampleAsync((sent, setup) => new Run(sent, setup).ToTheEndAsync(), iter: 30, threads: 1);

    private sealed record Sent(int Key, int Failures, Fate Fate, int Seconds);

    private sealed record Setup(bool Fifo, bool Coalesce, int Concurrency, int PerKey, int StopAt);

    private sealed class Run(Sent[] sent, Setup setup)
    {
        private const int MostSeconds = 20_000;

        private readonly FakeTimeProvider _time = new();
        private readonly int[] _attempts = new int[sent.Length];
        private readonly ConcurrentQueue<int> _succeeded = new();
        private volatile string? _violation;

        public async Task ToTheEndAsync()
        {
            using var aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time });
            using var sqs = aws.CreateSqsClient();
            var suffix = setup.Fifo ? ".fifo" : "";
            var dead = await CreateQueueAsync(sqs, "dead" + suffix);
            var url = await CreateQueueAsync(sqs, "orders" + suffix);
            for (var number = 0; number < sent.Length; number++) await SendAsync(sqs, url, number);

            var host = await StartAsync(sqs, url, dead);
            for (var second = 0; await CountAsync(sqs, url) > 0 && second < MostSeconds; second++)
            {
                if (second == setup.StopAt)
                {
                    await StopAsync(host);
                    host = await StartAsync(sqs, url, dead);
                }

                await AdvanceAsync();
            }

            await StopAsync(host);
            _violation.Should().BeNull();
            (await CountAsync(sqs, url)).Should().Be(0, "every message comes to an end");
            var buried = await ReadAllAsync(sqs, dead);
            for (var number = 0; number < sent.Length; number++)
                (buried.Contains(Body(number)) || IsHandled(number)).Should().BeTrue("message {0} is gone, so it was handled or buried", number);
            if (setup.Fifo) CheckOrder();
        }

        // A change that a newer one replaced is handled with it.
        private bool IsHandled(int number) => sent[number].Fate != Fate.Unreadable && _succeeded.Any(
            other => other == number || (setup.Coalesce && other > number && sent[other].Key == sent[number].Key));

        private void CheckOrder()
        {
            foreach (var key in _succeeded.Distinct().GroupBy(number => sent[number].Key)) key.Should().BeInAscendingOrder("groups stop at their failures");
        }

        private async Task HandleAsync(CdcEnvelope<string> change, int[] running, CancellationToken cancellationToken)
        {
            var number = int.Parse(change.Id, CultureInfo.InvariantCulture);
            var script = sent[number];
            if (Interlocked.Increment(ref running[script.Key]) != 1) _violation = $"Two changes of key {script.Key} run at once.";
            try
            {
                if (script.Seconds > 0) await Task.Delay(TimeSpan.FromSeconds(script.Seconds), _time, cancellationToken);
                if (Interlocked.Increment(ref _attempts[number]) <= script.Failures) throw new InvalidOperationException("no");
                if (script.Fate == Fate.Rejected) throw new CdcRejectException("never");
                _succeeded.Enqueue(number);
            }
            finally
            {
                Interlocked.Decrement(ref running[script.Key]);
            }
        }

        private async Task SendAsync(AmazonSQSClient sqs, string url, int number)
        {
            var request = new SendMessageRequest(url, Body(number));
            if (setup.Fifo) (request.MessageGroupId, request.MessageDeduplicationId) = ($"g{sent[number].Key}", $"d{number}");
            await sqs.SendMessageAsync(request);
        }

        private string Body(int number) => sent[number].Fate == Fate.Unreadable
            ? $"unreadable {number}"
            : _writer.Write(Changes.Of($"k{sent[number].Key}", number + 1) with { Id = number.ToString(CultureInfo.InvariantCulture) });

        private async Task<IHost> StartAsync(AmazonSQSClient sqs, string url, string dead)
        {
            // One consumer's: the handlers of one that is stopped may need a moment to end.
            var running = new int[4];
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddSingleton<IAmazonSQS>(sqs).AddSingleton<TimeProvider>(_time).AddSingleton(new Script((change, cancellationToken) => HandleAsync(change, running, cancellationToken)));
            builder.Services.AddCdcConsumer<string, ScriptHandler>(CdcKeyFormat.ForString(), options =>
            {
                (options.QueueUrl, options.DeadLetterQueueUrl, options.UnreadableMessages) = (url, dead, UnreadableMessageAction.DeadLetter);
                (options.MaxConcurrency, options.MaxHeldPerKey, options.CoalesceChanges) = (setup.Concurrency, setup.PerKey, setup.Coalesce);
                options.ReceiveGracePeriod = TimeSpan.Zero;
            });
            var host = builder.Build();
            await host.StartAsync();
            return host;
        }

        private async Task StopAsync(IHost host)
        {
            using var outOfTime = new CancellationTokenSource();
            var stop = host.StopAsync(outOfTime.Token);
            for (var second = 0; !stop.IsCompleted; second++)
            {
                if (second == setup.PerKey) await outOfTime.CancelAsync();
                await AdvanceAsync();
            }

            await stop;
            host.Dispose();
        }

        // Long enough for what is due to be done, most of the time: whatever is not, is late, and must do no harm either.
        private async Task AdvanceAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var turn = 0; turn < 20; turn++) await Task.Yield();
        }

        private async Task<string> CreateQueueAsync(AmazonSQSClient sqs, string name) => (await sqs.CreateQueueAsync(new CreateQueueRequest(name)
        {
            Attributes = setup.Fifo ? new() { ["FifoQueue"] = "true" } : null,
        })).QueueUrl;

        private static async Task<int> CountAsync(AmazonSQSClient sqs, string url)
        {
            var counts = await sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
            return counts.ApproximateNumberOfMessages + counts.ApproximateNumberOfMessagesNotVisible;
        }

        private static async Task<HashSet<string>> ReadAllAsync(AmazonSQSClient sqs, string url)
        {
            var bodies = new HashSet<string>();
            while ((await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 })).Messages is { Count: > 0 } messages)
            {
                bodies.UnionWith(messages.Select(message => message.Body));
                await sqs.DeleteMessageBatchAsync(url, [.. messages.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle))]);
            }

            return bodies;
        }
    }

    private static readonly CdcEnvelopeWriter<string> _writer = new(CdcKeyFormat.ForString("id"));

    internal sealed record Script(Func<CdcEnvelope<string>, CancellationToken, Task> Handle);

    internal sealed class ScriptHandler(Script script) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => script.Handle(change, cancellationToken);
    }
}
