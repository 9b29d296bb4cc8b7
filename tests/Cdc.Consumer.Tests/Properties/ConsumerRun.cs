using System.Collections.Concurrent;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Properties;

/// <summary>Sends the messages, lets the consumer work until the queue is empty, and checks what it must keep to.</summary>
internal sealed class ConsumerRun(Sent[] sent, Setup setup, Trouble? trouble = null)
{
    private const int MostSeconds = 20_000;
    private const string Name = "orders";

    private static readonly CdcKeyFormat<string> _keyFormat = CdcKeyFormat.ForString("id");
    private static readonly CdcEnvelopeWriter<string> _writer = new(_keyFormat);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryHighWaterMarkStore _marks = new();
    private readonly int[] _attempts = new int[sent.Length];
    private readonly ConcurrentQueue<int> _succeeded = new();
    private readonly ConcurrentDictionary<string, bool> _buried = new();
    private volatile string? _violation;

    public AwsFaults Faults { get; } = new(trouble?.Seed ?? 0);

    public async Task ToTheEndAsync()
    {
        using var aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time, Faults = Faults });
        using var sqs = aws.CreateSqsClient();
        using var checkedSqs = new CheckedSqs(aws, CheckDelete, body => _buried[body] = true);
        var suffix = setup.Fifo ? ".fifo" : "";
        var dead = await CreateQueueAsync(sqs, "dead" + suffix);
        var url = await CreateQueueAsync(sqs, "orders" + suffix);
        for (var number = 0; number < sent.Length; number++) await SendAsync(sqs, url, number);
        if (trouble is not null) Mishaps.Add(Faults, trouble.Probability);

        var host = await StartAsync(checkedSqs, url, dead);
        for (var second = 0; !await IsOverAsync(sqs, url) && second < MostSeconds; second++)
        {
            if (second == setup.StopAt)
            {
                await StopAsync(host);
                host = await StartAsync(checkedSqs, url, dead);
            }

            await AdvanceAsync();
        }

        await StopAsync(host);
        _violation.Should().BeNull("of {0}", Faults);
        (await sqs.CountAllAsync(url)).Should().Be(0, "every message comes to an end, whatever {0}", Faults);
        var buried = await ReadAllAsync(sqs, dead);
        for (var number = 0; number < sent.Length; number++)
            (buried.Contains(Body(number)) || IsHandled(number)).Should().BeTrue("message {0} is gone, so it was handled or buried, whatever {1}", number, Faults);

        // A replaced change whose delete failed comes again, after the one that replaced it.
        if (setup.Fifo && !(setup.Coalesce && trouble is not null)) CheckOrder();
    }

    // What a fault brings back at the last moment has to come to its end too.
    private async Task<bool> IsOverAsync(AmazonSQSClient sqs, string url)
    {
        if (await sqs.CountAllAsync(url) > 0) return false;
        Faults.Clear();
        return await sqs.CountAllAsync(url) == 0;
    }

    // A change that a newer one replaced is handled with it; one that is stale is not handled any more.
    private bool IsHandled(int number) => sent[number].Fate != Fate.Unreadable && _succeeded.Any(
        other => other == number || ((setup.Coalesce || setup.Marks) && other > number && sent[other].Key == sent[number].Key));

    private void CheckDelete(string body)
    {
        if (_buried.ContainsKey(body)) return;
        var number = Enumerable.Range(0, sent.Length).First(number => Body(number) == body);
        if (!IsHandled(number)) _violation = $"Message {number} is deleted, but not handled.";
    }

    private void CheckOrder()
    {
        foreach (var key in _succeeded.Distinct().GroupBy(number => sent[number].Key)) key.Should().BeInAscendingOrder("groups stop at their failures");
    }

    private async Task HandleAsync(CdcEnvelope<string> change, Turns turns, CancellationToken cancellationToken)
    {
        var number = int.Parse(change.Id, CultureInfo.InvariantCulture);
        var script = sent[number];
        if (Interlocked.Increment(ref turns.Running[script.Key]) != 1) _violation = $"Two changes of key {script.Key} run at once.";
        if (setup.Marks && change.Sequence <= turns.Newest[script.Key]) _violation = $"Message {number} is handled after a newer one.";
        try
        {
            if (script.Seconds > 0) await Task.Delay(TimeSpan.FromSeconds(script.Seconds), _time, cancellationToken);
            if (Interlocked.Increment(ref _attempts[number]) <= script.Failures) throw new InvalidOperationException("no");
            if (script.Fate == Fate.Rejected) throw new CdcRejectException("never");
            _succeeded.Enqueue(number);
            turns.Newest[script.Key] = change.Sequence;
        }
        finally
        {
            Interlocked.Decrement(ref turns.Running[script.Key]);
        }
    }

    private async Task SendAsync(AmazonSQSClient sqs, string url, int number)
    {
        var request = new SendMessageRequest(url, Body(number));
        if (setup.Fifo) (request.MessageGroupId, request.MessageDeduplicationId) = ($"g{sent[number].Key}", $"d{number}");
        await sqs.SendMessageAsync(request);
    }

    private CdcEnvelope<string> Change(int number) =>
        Changes.Of($"k{sent[number].Key}", number + 1) with { Id = number.ToString(CultureInfo.InvariantCulture) };

    private string Body(int number) => sent[number].Fate == Fate.Unreadable ? $"unreadable {number}" : _writer.Write(Change(number));

    private async Task<ConsumerHost> StartAsync(CheckedSqs sqs, string url, string dead)
    {
        // One consumer's: the handlers of one that is stopped may need a moment to end.
        var turns = new Turns();
        for (var key = 0; key < Sent.Keys; key++)
            turns.Newest[key] = await _marks.ReadAsync(new HighWaterMarkKey { Consumer = Name, Source = Changes.Of("").Source, Key = _keyFormat.ToCanonicalJson($"k{key}") }, CancellationToken.None);
        return await ConsumerHost.StartAsync(
            services =>
            {
                services.AddSingleton(new ConsumerHost.Script((change, cancellationToken) => HandleAsync(change, turns, cancellationToken)));
                if (setup.Marks) services.AddSingleton<IHighWaterMarkStore>(_marks);
                services.AddCdcConsumer<string, ConsumerHost.ScriptedHandler>(Name).Configure(options =>
                {
                    (options.QueueUrl, options.DeadLetterQueueUrl, options.UnreadableMessages) = (url, dead, UnreadableMessageAction.DeadLetter);
                    (options.MaxConcurrency, options.MaxHeldChanges, options.CoalesceChanges) = (setup.Concurrency, setup.MaxHeld, setup.Coalesce);
                });
            },
            _time,
            sqs);
    }

    private async Task StopAsync(ConsumerHost host)
    {
        using var outOfTime = new CancellationTokenSource();
        var stop = host.StopAsync(outOfTime.Token);
        for (var second = 0; !stop.IsCompleted; second++)
        {
            if (second == setup.MaxHeld) await outOfTime.CancelAsync();
            await AdvanceAsync();
        }

        await stop;
        await host.DisposeAsync();
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

    /// <summary>What one consumer does at each key.</summary>
    private sealed class Turns
    {
        public int[] Running { get; } = new int[Sent.Keys];

        /// <summary>The newest change that was handled, as far as this consumer can know.</summary>
        public SequenceNumber?[] Newest { get; } = new SequenceNumber?[Sent.Keys];
    }
}
