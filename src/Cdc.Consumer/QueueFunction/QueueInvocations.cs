using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.SQS;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Telemetry;
using Cdc.PartialBatchResponses;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Handles a function's invocations.</summary>
internal sealed class QueueInvocations
{
    private readonly HandlingPlan _plan;
    private readonly IServiceProvider _services;
    private readonly CdcQueueHandlerOptions _options;
    private readonly IAmazonSQS? _sqs;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IBodyReader _reader;
    private readonly ConcurrentDictionary<string, QueueParts> _queues = new(StringComparer.Ordinal);

    /// <param name="plan">What is done with changes; without faults.</param>
    /// <param name="services">The function's services.</param>
    /// <param name="options">Its options.</param>
    /// <param name="sqs">The client that sends to the dead-letter queue; null where there is none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where failures are told.</param>
    public QueueInvocations(HandlingPlan plan, IServiceProvider services, CdcQueueHandlerOptions options, IAmazonSQS? sqs, TimeProvider time, ILogger logger)
    {
        (_plan, _services, _options, _sqs, _time, _logger) = (plan, services, options, sqs, time, logger);
        _reader = plan.CreateReader();

        // What is missing is to show when the function is made, not with its first event.
        _queues[""] = CreateParts("");
    }

    /// <summary>Handles one invocation.</summary>
    /// <param name="sqsEvent">The event.</param>
    /// <param name="timeLeft">The time until Lambda ends the invocation; null where it is not known.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="CdcQueueEventException">This is no SQS event.</exception>
    public async Task<Stream> AnswerAsync(Stream sqsEvent, TimeSpan? timeLeft)
    {
        var began = _time.GetTimestamp();
        using var buffer = new MemoryStream();
        await sqsEvent.CopyToAsync(buffer).ConfigureAwait(false);
        var messages = QueueEventReader.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        var left = timeLeft - _time.GetElapsedTime(began) - _options.DeadlineMargin;

        using var outOfTime = new CancellationTokenSource();
        if (left <= TimeSpan.Zero) await outOfTime.CancelAsync().ConfigureAwait(false);
        var queue = messages.Count > 0 ? messages[0].QueueName : "";
        var parts = _queues.GetOrAdd(queue, CreateParts);
        parts.Telemetry.Received(messages.Count);
        var run = new QueueRun(parts.Pipeline, parts.Settlement, _options.MaxConcurrency, _time, _logger, outOfTime.Token);
        var handling = run.RunAsync(messages, _reader, _time.GetUtcNow() + left);
        if (left is { } time && !await EndsWithinAsync(handling, time).ConfigureAwait(false))
        {
            await outOfTime.CancelAsync().ConfigureAwait(false);
            await EndsWithinAsync(handling, _options.DeadlineMargin / 2).ConfigureAwait(false);
            _logger.OutOfTime(run.Unhandled.Count, messages.Count, run.Running);
        }
        else
        {
            await handling.ConfigureAwait(false);
        }

        return BatchItemFailures.Write(run.Unhandled);
    }

    private async Task<bool> EndsWithinAsync(Task handling, TimeSpan time)
    {
        if (time > TimeSpan.Zero) await handling.WaitAsync(time, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return handling.IsCompleted;
    }

    private QueueParts CreateParts(string queue)
    {
        var telemetry = new ConsumerTelemetry(queue, _services.GetService<IMeterFactory>(), _time, _logger);
        var deadLetters = _sqs is null ? null : new QueueDeadLetters(_sqs, _options.DeadLetterQueueUrl!, telemetry, _logger);
        return new(_plan.CreatePipeline(_services, telemetry, maxProcessingTime: null), new QueueSettlement(deadLetters, _options, telemetry, _logger), telemetry);
    }

    /// <summary>What handles the messages of one queue, whose name is in its telemetry.</summary>
    private sealed record QueueParts(IChangePipeline Pipeline, QueueSettlement Settlement, ConsumerTelemetry Telemetry);
}
