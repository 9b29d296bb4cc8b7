using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Properties;

/// <summary>Messages with several changes: each is handled or dead-lettered alone, those of a key in order, and no message is deleted before all of it is done.</summary>
public sealed class PackedProperties
{
    private const int Keys = 4;
    private const int MostSeconds = 20_000;

    private static readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("id"));

    private static readonly Gen<Part[][]> _messages = Gen.Select(
        Gen.Int[0, Keys - 1], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 20],
        (key, failures, fate, seconds) => new Part(key, failures, fate == 0, seconds)).Array[1, 6].Array[1, 8];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public Task AnyFailuresAndStops_NothingIsLostOrDeletedEarly_AndMessagesKeepTheirOrder(bool batches, bool isFifo) =>
        Gen.Select(_messages, Gen.Int[1, 5], Gen.Int[1, 4], Gen.Int[0, 40]).SampleAsync(
            (messages, concurrency, batchSize, stopAt) => new Run(messages, concurrency, batches ? batchSize : null, isFifo, stopAt).ToTheEndAsync(), iter: 12, threads: 1);

    /// <summary>A change, and what its handler does.</summary>
    public sealed record Part(int Key, int Failures, bool IsRejected, int Seconds);

    private sealed class Run(Part[][] messages, int concurrency, int? batchSize, bool isFifo, int stopAt)
    {
        private readonly FakeTimeProvider _time = new();
        private readonly ConcurrentDictionary<string, int> _attempts = new();
        private readonly ConcurrentQueue<(int Message, int Index)> _done = new();
        private readonly ConcurrentDictionary<string, byte> _ended = new();
        private readonly int[] _running = new int[Keys];
        private volatile string? _violation;

        public async Task ToTheEndAsync()
        {
            using var aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time });
            using var sqs = aws.CreateSqsClient();
            using var checkedSqs = new CheckedSqs(aws, CheckDelete, CheckBuried);
            var url = await CreateQueueAsync(sqs, "orders");
            var dead = await CreateQueueAsync(sqs, "dead");
            for (var message = 0; message < messages.Length; message++)
            {
                await sqs.SendMessageAsync(new SendMessageRequest(url, Body(message))
                {
                    MessageGroupId = isFifo ? "g" : null,
                    MessageDeduplicationId = isFifo ? $"{message}" : null,
                });
            }

            var host = await StartAsync(checkedSqs, url, dead);
            for (var second = 0; await sqs.CountAllAsync(url) > 0 && second < MostSeconds; second++)
            {
                if (second == stopAt)
                {
                    await StopAsync(host);
                    host = await StartAsync(checkedSqs, url, dead);
                }

                await AdvanceAsync();
            }

            await StopAsync(host);
            _violation.Should().BeNull();
            (await sqs.CountAllAsync(url)).Should().Be(0, "every message comes to an end");
            for (var message = 0; message < messages.Length; message++)
            {
                for (var index = 0; index < messages[message].Length; index++)
                    _ended.Keys.Should().Contain(Id(message, index), "its message is gone");
            }

            CheckOrder();
        }

        // Whatever order a queue has: those of a message keep theirs, and on a FIFO queue all of a group do.
        private void CheckOrder()
        {
            foreach (var key in _done.Distinct().GroupBy(done => messages[done.Message][done.Index].Key))
            {
                if (isFifo) key.Should().BeInAscendingOrder("the group stops at its failures");
                foreach (var message in key.GroupBy(done => done.Message)) message.Select(done => done.Index).Should().BeInAscendingOrder("message {0} keeps its order", message.Key);
            }
        }

        private void CheckDelete(string body)
        {
            foreach (var change in _reader.ReadBody(body))
            {
                if (!_ended.ContainsKey(change.Id)) _violation = $"{change.Id} is neither handled nor buried, and its message is deleted.";
            }
        }

        private void CheckBuried(string body)
        {
            var changes = _reader.ReadBody(body);
            if (changes.Count != 1) _violation = $"{changes.Count} changes are buried together.";
            foreach (var change in changes)
            {
                if (!PartOf(change.Id).Part.IsRejected) _violation = $"{change.Id} is buried, and was not rejected.";
                _ended[change.Id] = 0;
            }
        }

        private async Task<bool> IsRejectedAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            var ((message, index), part) = PartOf(change.Id);
            if (Interlocked.Increment(ref _running[part.Key]) != 1) _violation = $"Two changes of key {part.Key} run at once.";
            try
            {
                if (part.Seconds > 10) await Task.Delay(TimeSpan.FromSeconds(part.Seconds), _time, cancellationToken);
                if (_attempts.AddOrUpdate(change.Id, 1, (_, before) => before + 1) <= part.Failures) throw new InvalidOperationException("no");
                if (part.IsRejected) return true;
                _done.Enqueue((message, index));
                _ended[change.Id] = 0;
                return false;
            }
            finally
            {
                Interlocked.Decrement(ref _running[part.Key]);
            }
        }

        private async Task<CdcBatchResult> HandleAsync(CdcBatch<string> batch, CancellationToken cancellationToken)
        {
            var result = CdcBatchResult.AllHandled;
            foreach (var context in batch)
            {
                try
                {
                    if (await IsRejectedAsync(context.Change, cancellationToken)) result.Set(context, CdcOutcome.DeadLetter("never"));
                }
                catch (InvalidOperationException error)
                {
                    result.Fail(context, error);
                }
            }

            return result;
        }

        private Task<ConsumerHost> StartAsync(CheckedSqs sqs, string url, string dead) => ConsumerHost.StartAsync(
            services =>
            {
                var consumer = services.AddCdcConsumer<string>("orders").Configure(options =>
                    (options.QueueUrl, options.DeadLetterQueueUrl, options.MaxConcurrency) = (url, dead, concurrency));
                if (batchSize is { } size)
                {
                    consumer.HandleBatches(HandleAsync, options => options.MaxBatchSize = size);
                }
                else
                {
                    consumer.Handle(async (context, cancellationToken) =>
                    {
                        if (await IsRejectedAsync(context.Change, cancellationToken)) throw new CdcRejectException("never");
                    });
                }
            },
            _time,
            sqs);

        private async Task StopAsync(ConsumerHost host)
        {
            using var outOfTime = new CancellationTokenSource();
            var stop = host.StopAsync(outOfTime.Token);
            for (var second = 0; !stop.IsCompleted; second++)
            {
                if (second == 15) await outOfTime.CancelAsync();
                await AdvanceAsync();
            }

            await stop;
            await host.DisposeAsync();
        }

        private async Task AdvanceAsync()
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var turn = 0; turn < 20; turn++) await Task.Yield();
        }

        private async Task<string> CreateQueueAsync(AmazonSQSClient sqs, string name) => (await sqs.CreateQueueAsync(
            isFifo ? new CreateQueueRequest(name + ".fifo") { Attributes = new() { ["FifoQueue"] = "true" } } : new CreateQueueRequest(name))).QueueUrl;

        // An id names the place: k{key}-{message * 100 + index + 1}.
        private string Body(int message) => Changes.Array([.. messages[message].Select((part, index) => Changes.Body($"k{part.Key}", SequenceOf(message, index)))]);

        private string Id(int message, int index) => $"k{messages[message][index].Key}-{SequenceOf(message, index)}";

        private static int SequenceOf(int message, int index) => (message * 100) + index + 1;

        private ((int Message, int Index) Place, Part Part) PartOf(string id)
        {
            var place = int.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], System.Globalization.CultureInfo.InvariantCulture) - 1;
            return ((place / 100, place % 100), messages[place / 100][place % 100]);
        }
    }
}
