using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests;

/// <summary>Loads that once made the consumer stall, or send healthy messages to the dead-letter queue: with default options, on a queue whose redrive policy takes a message after five deliveries.</summary>
/// <remarks>Queue and consumer share a clock that each test moves in steps that are short beside all that happens.</remarks>
public sealed class ProvenCases : IDisposable
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(250);

    private readonly SteppedTime _time = new();
    private readonly ConcurrentQueue<string> _handled = new();
    private readonly LocalAws _aws;
    private readonly AmazonSQSClient _sqs;

    public ProvenCases()
    {
        _aws = new LocalAws(new LocalAwsOptions { TimeProvider = _time });
        _sqs = _aws.CreateSqsClient();
    }

    public void Dispose()
    {
        _sqs.Dispose();
        _aws.Dispose();
    }

    [Fact]
    public async Task SlowKeysWithManyMessages_OthersAreHandledWithinSeconds()
    {
        var queue = await CreateAsync();
        for (var number = 0; number < 30; number++) await queue.SendAsync($"slow{number % 3}", number);
        for (var number = 0; number < 500; number++) await queue.SendAsync($"k{number}", 1);
        await using var host = await StartAsync(queue, change => IsSlow(change) ? 10 : 0);

        // No time has to pass for them.
        await HangGuard.UntilAsync(() => _handled.Count(id => id.StartsWith('k')) == 500);

        _handled.Should().OnlyContain(id => id.StartsWith('k'), "what waits behind its own key holds up no other");
        await PassUntilAsync(() => _handled.Count == 530, mostSeconds: 120);
        await CheckAllDoneAsync(queue);
    }

    [Fact]
    public async Task FourKeysThatTakeTwentySeconds_TheOthersGoOnInEverySecond()
    {
        var queue = await CreateAsync();
        var sent = 0;
        await using var host = await StartAsync(queue, change => IsSlow(change) ? 20 : 0);

        for (var second = 0; second < 60; second++)
        {
            var before = _handled.Count(id => id.StartsWith('k'));
            for (var message = 0; message < 40; message++, sent++) await queue.SendAsync(sent % 10 == 0 ? $"slow{sent / 10 % 4}" : $"k{sent}", sent);
            // The other keys have nothing to wait for.
            await HangGuard.UntilAsync(() => _handled.Count(id => id.StartsWith('k')) == before + 36);
            await PassAsync(1);
        }

        await host.StopAsync(new CancellationToken(canceled: true));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task OneThatTakesLongAmongQuickOnes_WhatEndedBeforeItIsDoneAndItsItemsGoOn(bool isFifo, bool blocks)
    {
        var queue = await CreateAsync(isFifo);
        for (var sequence = 1; sequence <= 10; sequence++)
        {
            for (var number = 0; number < 60; number++)
            {
                var key = sequence == 8 && number % 8 == 7 ? $"slow{number}" : $"k{number}";
                await queue.SendAsync(key, sequence, isFifo ? key : null);
            }
        }

        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await ConsumerHost.StartAsync(
            async (change, cancellationToken) =>
            {
                if (!IsSlow(change)) return;
                if (blocks) isOver.Task.Wait(HangGuard.Patience, cancellationToken);
                else await isOver.Task.WaitAsync(cancellationToken);
            },
            options => options.QueueUrl = queue.Url,
            _time,
            _sqs);

        try
        {
            // That a handler blocks its thread is seen by the real clock; what is deleted waits for the test's.
            await HangGuard.UntilAsync(async () =>
            {
                await _time.StepAsync(TimeSpan.FromMilliseconds(1));
                return await _sqs.CountAllAsync(queue.Url) == 7;
            });
        }
        finally
        {
            isOver.SetResult();
        }

        await CheckAllDoneAsync(queue);
    }

    [Theory]
    [InlineData(12, 6, false)]
    [InlineData(20, 15, false)]
    [InlineData(30, 8, true)]
    public async Task OneKeyWithManyMessages_AllAreHandledAndNoneIsDead(int messages, int seconds, bool coalesces)
    {
        var queue = await CreateAsync();
        for (var number = 0; number < messages; number++) await queue.SendAsync("a", number);
        await using var host = await StartAsync(queue, _ => seconds, options => options.CoalesceChanges = coalesces);

        await PassUntilAsync(async () => await _sqs.CountAllAsync(queue.Url) == 0, messages * seconds * 3);

        if (!coalesces) _handled.Distinct().Should().Equal(Enumerable.Range(0, messages).Select(number => $"a-{number}"));
        _handled.Should().Contain($"a-{messages - 1}");
        await CheckAllDoneAsync(queue);
    }

    [Fact]
    public async Task OneSlowHandlingAndThenQuickOnes_AreHandledAtOnceWhenTheKeyIsFree()
    {
        var queue = await CreateAsync();
        for (var number = 0; number < 14; number++) await queue.SendAsync("a", number);
        await using var host = await StartAsync(queue, change => change.Id == "a-0" ? 20 : 0);
        await HangGuard.UntilAsync(() => host.Begun.Count == 1);

        await PassAsync(19);
        _handled.Should().BeEmpty();
        await PassUntilAsync(() => !_handled.IsEmpty, mostSeconds: 2);
        // No time has to pass for those behind it.
        await HangGuard.UntilAsync(() => _handled.Count == 14);

        _handled.Should().HaveCount(14);
        await CheckAllDoneAsync(queue);
    }

    [Fact]
    public async Task FifoGroupWhoseFirstCallFails_AllAreHandledInOrder()
    {
        var queue = await CreateAsync(isFifo: true);
        for (var number = 0; number < 10; number++) await queue.SendAsync("a", number, "g");
        var calls = 0;
        await using var host = await StartAsync(
            queue,
            _ => Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("no") : 1.8,
            options => options.MaxProcessingTime = TimeSpan.FromSeconds(2));

        await PassUntilAsync(() => _handled.Count >= 10, mostSeconds: 300);

        _handled.Distinct().Should().Equal(Enumerable.Range(0, 10).Select(number => $"a-{number}"));
        await CheckAllDoneAsync(queue);
    }

    [Theory]
    [InlineData("unreadable")]
    [InlineData("rejected")]
    [InlineData("stale")]
    public async Task HandlerThatFailsForAFewKeys_WhatNeedsNoHandlerGoesOn(string kind)
    {
        var queue = await CreateAsync();
        for (var number = 0; number < 5; number++) await queue.SendAsync($"down{number}", 1);
        var settled = 0;
        await using var host = await ConsumerHost.StartAsync(
            services =>
            {
                if (kind == "stale") services.AddInMemoryHighWaterMarks();
                services.AddSingleton(new ConsumerHost.Script((change, _) =>
                {
                    if (change.Key.StartsWith("down", StringComparison.Ordinal)) throw new InvalidOperationException("no");
                    if (kind == "rejected") throw new CdcRejectException("never");
                    _handled.Enqueue(change.Id);
                    return Task.CompletedTask;
                })).AddCdcConsumer<string, ConsumerHost.ScriptedHandler>("orders").Configure(options =>
                {
                    (options.QueueUrl, options.DeadLetterQueueUrl) = (queue.Url, queue.DeadUrl);
                    options.OnUnreadableMessage = (_, _) =>
                    {
                        Interlocked.Increment(ref settled);
                        return Task.FromResult(UnreadableMessageAction.Delete);
                    };
                });
            },
            _time,
            _sqs);
        if (kind == "stale")
        {
            await queue.SendAsync("good", 1_000_000);
            await PassUntilAsync(() => _handled.Count == 1, mostSeconds: 10);
        }

        for (var second = 0; second < 30; second++)
        {
            await queue.SendAsync($"down{second % 5}", second + 2);
            for (var message = 0; message < 10; message++)
            {
                if (kind == "unreadable") await _sqs.SendMessageAsync(queue.Url, "not an envelope");
                else await queue.SendAsync("good", (second * 10) + message);
            }

            await PassAsync(1);
        }

        // Only what failed is left, and nothing that the handler had no part in.
        await PassUntilAsync(async () => await _sqs.CountAllAsync(queue.Url) <= 35, mostSeconds: 30);
    }

    [Fact]
    public async Task FifoMessageWhoseDeleteFails_NothingOfItsGroupRunsBeforeItIsDeleted()
    {
        var sqs = new FakeSqs();
        var isRefused = true;
        sqs.OnDelete = (request, _, _) => Task.FromResult<List<BatchResultErrorEntry>?>(
            isRefused && request.Entries.Any(entry => entry.ReceiptHandle == "h-1")
                ? [new BatchResultErrorEntry { Id = request.Entries.First(entry => entry.ReceiptHandle == "h-1").Id, Code = "InternalError", SenderFault = false }]
                : null);
        for (var number = 1; number <= 5; number++) sqs.Send(Changes.Body("a", number), queueUrl: FakeSqs.FifoQueueUrl, group: "g");
        await using var host = await ConsumerHost.StartAsync(configure: options => options.QueueUrl = FakeSqs.FifoQueueUrl, sqs: sqs);

        await sqs.Changed.UntilAsync(() => sqs.Released.Count() == 4);
        host.BegunIds.Should().Equal("a-1");
        isRefused = false;
        sqs.Resend("h-1");
        await host.UntilDeletedAsync(1);

        host.BegunIds.Should().Equal(["a-1"], "it was handled before, so it is deleted and does not run again");
        sqs.Released.Should().BeEquivalentTo("h-2", "h-3", "h-4", "h-5");
    }

    private static bool IsSlow(CdcEnvelope<string> change) => change.Key.StartsWith("slow", StringComparison.Ordinal);

    private Task<ConsumerHost> StartAsync(CaseQueue queue, Func<CdcEnvelope<string>, double> seconds, Action<CdcConsumerOptions>? configure = null) => ConsumerHost.StartAsync(
        async (change, cancellationToken) =>
        {
            var time = seconds(change);
            if (time > 0) await Task.Delay(TimeSpan.FromSeconds(time), _time, cancellationToken);
            _handled.Enqueue(change.Id);
        },
        options =>
        {
            options.QueueUrl = queue.Url;
            configure?.Invoke(options);
        },
        _time,
        _sqs);

    private async Task CheckAllDoneAsync(CaseQueue queue)
    {
        await PassUntilAsync(async () => await _sqs.CountAllAsync(queue.Url) == 0, mostSeconds: 60);
        (await _sqs.CountAllAsync(queue.DeadUrl)).Should().Be(0, "nothing is given up unhandled");
    }

    private async Task PassAsync(int seconds)
    {
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(seconds); passed += _step) await _time.StepAsync(_step);
    }

    private Task PassUntilAsync(Func<bool> condition, int mostSeconds) => PassUntilAsync(() => Task.FromResult(condition()), mostSeconds);

    private async Task PassUntilAsync(Func<Task<bool>> condition, int mostSeconds)
    {
        for (var passed = TimeSpan.Zero; !await condition(); passed += _step)
        {
            passed.Should().BeLessThan(TimeSpan.FromSeconds(mostSeconds), "it comes to its end; handled so far: {0}, of {1}", _handled.Count, string.Join(' ', _handled.TakeLast(20)));
            await _time.StepAsync(_step);
        }
    }

    private async Task<CaseQueue> CreateAsync(bool isFifo = false)
    {
        var suffix = isFifo ? ".fifo" : "";
        var dead = (await _sqs.CreateQueueAsync(Request("dead" + suffix, isFifo))).QueueUrl;
        var arn = (await _sqs.GetQueueAttributesAsync(dead, ["QueueArn"])).Attributes["QueueArn"];
        var request = Request("orders" + suffix, isFifo);
        request.Attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"5"}""";
        return new CaseQueue(_sqs, (await _sqs.CreateQueueAsync(request)).QueueUrl, dead);
    }

    private static CreateQueueRequest Request(string name, bool isFifo) => new(name) { Attributes = isFifo ? new() { ["FifoQueue"] = "true" } : [] };

    private sealed record CaseQueue(AmazonSQSClient Sqs, string Url, string DeadUrl)
    {
        public Task<SendMessageResponse> SendAsync(string key, int sequence, string? group = null) => Sqs.SendMessageAsync(new SendMessageRequest(Url, Changes.Body(key, sequence))
        {
            MessageGroupId = group,
            MessageDeduplicationId = group is null ? null : $"{key}-{sequence}",
        });
    }
}
