using System.Diagnostics.Metrics;
using Amazon.SQS;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Failing;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Telemetry;
using Cdc.Consumer.Visibility;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Hosting;

/// <summary>One consumer's parts from the receive to the delete, put together, and taken down in order.</summary>
internal sealed class ConsumerPipeline : IDisposable
{
    /// <summary>How long cancelled handlers are waited for.</summary>
    public static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    /// <summary>How many messages may be held, unless the options say.</summary>
    public const int DefaultHeld = 1_000;

    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenSource _cancelReceives;
    private readonly ConsumerTelemetry _telemetry;
    private readonly Settler _settler;
    private readonly VisibilityKeeper _visibility;
    private readonly KeyedDispatcher _dispatcher;
    private readonly ReceiveLoops _loops;
    private readonly CdcConsumerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ConsumerPipeline(
        IAmazonSQS sqs,
        CdcConsumerOptions options,
        IBodyReader reader,
        Func<ConsumerTelemetry, IChangePipeline> createPipeline,
        ConsumerState state,
        IMeterFactory? meters,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _cancelReceives = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _telemetry = new ConsumerTelemetry(options.QueueUrl is { Length: > 0 } url ? url : options.QueueName!, meters, time);
        var queue = new SqsQueue(sqs, options, _telemetry, logger);
        _settler = new Settler(queue, time, logger);
        _visibility = new VisibilityKeeper(queue, _settler, options.MaxProcessingTime, time, logger);

        var circuit = new HandlerCircuit(logger);
        var failures = new FailedMessages(
            _settler,
            new DeadLetterQueue(queue, options, _telemetry, logger),
            new UnreadableMessages(options, logger),
            circuit,
            _telemetry,
            options,
            logger,
            _abandon.Token);
        var maxHeld = options.MaxHeldMessages ?? Math.Max(DefaultHeld, 2 * options.MaxConcurrency);
        _dispatcher = new KeyedDispatcher(
            new MessageRunner(createPipeline(_telemetry), _settler, failures, circuit, _telemetry, time),
            reader.Items,
            new DispatchLimits(options.MaxConcurrency, maxHeld, options.MinConcurrentReceives, options.MaxHeldPerKey, queue.IsFifo, options.CoalesceChanges),
            time);
        _telemetry.Observe(() => _dispatcher.Load.Held);
        _loops = new ReceiveLoops(
            queue, reader, _dispatcher, _visibility, _settler, circuit, new ReceiveSpell(queue.Name, logger), state, _telemetry, options, time);
        state.Started(new ConsumerState.Probe(options.UnhealthyAfter, () => _dispatcher.Load, () => _dispatcher.IsFull, _visibility, circuit));
        logger.Started(queue.Name, options.MaxConcurrency, maxHeld);
    }

    /// <summary>Receives until it is told to stop.</summary>
    public async Task ReceiveAsync(CancellationToken stopping)
    {
        await using var registration = stopping.UnsafeRegister(
            static state => ((ConsumerPipeline)state!).CancelReceivesSoon(), this).ConfigureAwait(false);
        await _loops.RunAsync(stopping, _cancelReceives.Token).ConfigureAwait(false);
    }

    /// <summary>Starts no message any more and releases those that wait.</summary>
    public void Close()
    {
        var (running, held) = _dispatcher.Load;
        _logger.Stopping(running, held - running);
        _dispatcher.Close();
    }

    /// <summary>Waits for what runs, cancels it when the host has no more time, and acknowledges what was handled in any case.</summary>
    /// <param name="outOfTime">The host's shutdown token.</param>
    public async Task DrainAsync(CancellationToken outOfTime)
    {
        try
        {
            if (await EndedAsync(_dispatcher.Drained.WaitAsync(outOfTime)).ConfigureAwait(false)) return;
            _logger.Cancelling();
            await _abandon.CancelAsync().ConfigureAwait(false);
            _dispatcher.CancelRunning();
            if (!await EndedAsync(_dispatcher.Drained.WaitAsync(CancelGrace, _time, CancellationToken.None)).ConfigureAwait(false))
                _logger.StoppedEarly(_dispatcher.Load.Running);
        }
        finally
        {
            await _cancelReceives.CancelAsync().ConfigureAwait(false);
            _visibility.Dispose();
            await _settler.FlushAsync().ConfigureAwait(false);
            _logger.Stopped();
        }
    }

    public void Dispose()
    {
        var isDrained = _dispatcher.Drained.IsCompleted;
        // Where the host ends without a stop, as when another service cannot start, what is held comes back all the same.
        _dispatcher.Close();
        _visibility.Dispose();
        // What still runs or is given back ends some day, and needs what is below.
        if (!isDrained) return;
        _settler.Dispose();
        _telemetry.Dispose();
        _abandon.Dispose();
        _cancelReceives.Dispose();
    }

    private void CancelReceivesSoon()
    {
        if (_options.ReceiveGracePeriod > TimeSpan.Zero) _cancelReceives.CancelAfter(_options.ReceiveGracePeriod);
        else _cancelReceives.Cancel();
    }

    private static async Task<bool> EndedAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }
}
