using System.Diagnostics.Metrics;
using Amazon.SQS;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Ordering;
using Cdc.Consumer.Receiving;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Hosting;

/// <summary>One consumer's parts from the receive to the delete, put together, and taken down in order.</summary>
/// <remarks>What it starts has none of its caller's context: no activity of the host's start, and no value of an AsyncLocal.</remarks>
internal sealed class ConsumerPipeline : IDisposable
{
    /// <summary>How long cancelled handlers are waited for.</summary>
    public static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    /// <summary>How many changes may be held at least, unless the options say.</summary>
    public const int DefaultHeld = 10_000;

    private const int HeldPerHandler = 20;

    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelReceives;
    private readonly ConsumerTelemetry _telemetry;
    private readonly Settler _settler;
    private readonly LeaseKeeper _leases;
    private readonly Dispatcher _dispatcher;
    private readonly ReceiveLoops _loops;
    private readonly CdcConsumerOptions _options;
    private readonly ConsumerState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _isClosed;
    private Task _received = Task.CompletedTask;

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
        (_options, _state, _time, _logger) = (options, state, time, logger);
        _cancelReceives = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _telemetry = new ConsumerTelemetry(options.QueueUrl is { Length: > 0 } url ? QueueAddress.Normalize(url) : options.QueueName!, meters, time, logger);
        var queue = new SqsQueue(sqs, options, _telemetry, logger);
        _settler = new Settler(queue, time, logger);
        _leases = new LeaseKeeper(queue, _settler, time, logger);

        var circuit = new HandlerCircuit(logger);
        var done = new DoneChanges();
        var settling = new ChangeSettling(
            queue,
            _settler,
            new DeadLetterQueue(queue, options, _telemetry, time, logger),
            new UnreadableMessages(options, logger),
            circuit,
            done,
            _telemetry,
            options,
            logger,
            _abandon.Token);
        var pipeline = createPipeline(_telemetry);
        var atOnce = (long)options.MaxConcurrency * pipeline.MaxBatchSize;
        var maxHeld = options.MaxHeldChanges ?? (int)Math.Max(DefaultHeld, Math.Max((long)HeldPerHandler * options.MaxConcurrency, 2 * atOnce));
        _dispatcher = new Dispatcher(
            pipeline,
            reader.Items,
            new DispatchLimits(options.MaxConcurrency, maxHeld, options.MaxProcessingTime)
            {
                MaxBytes = options.MaxHeldBytes,
                Receives = options.MinConcurrentReceives,
                IsFifo = queue.IsFifo,
                Coalesce = options.CoalesceChanges,
                Isolate = options.IsolateFailedChanges,
            },
            settling,
            _settler,
            done,
            () => queue.MaxReceiveCount,
            _telemetry,
            time,
            logger);
        _telemetry.Observe(() => _dispatcher.Load.Held, () => _dispatcher.HeldChanges);
        _loops = new ReceiveLoops(
            queue, reader, _dispatcher, _leases, _settler, circuit, new ReceiveSpell(queue.Name, logger), state, _telemetry, options, time);
        state.Started(new ConsumerState.Probe(options.UnhealthyAfter, _dispatcher, circuit));
        logger.Started(queue.Name, options.MaxConcurrency, maxHeld);
    }

    /// <summary>Begins to receive, until it is closed.</summary>
    public void Start() => _received = _loops.RunAsync(_stopping.Token, _cancelReceives.Token);

    /// <summary>Receives no more, starts no change any more and releases those that wait. Does not wait.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        _state.Stopping();
        var (running, held) = _dispatcher.Load;
        _logger.Stopping(running, held);
        _stopping.Cancel();
        if (_options.ReceiveGracePeriod > TimeSpan.Zero) _cancelReceives.CancelAfter(_options.ReceiveGracePeriod);
        else _cancelReceives.Cancel();
        _dispatcher.Close();
    }

    /// <summary>Waits for what runs, cancels it when the host has no more time, and acknowledges what was handled in any case.</summary>
    /// <param name="outOfTime">The host's shutdown token.</param>
    public async Task DrainAsync(CancellationToken outOfTime)
    {
        try
        {
            await EndedAsync(_received.WaitAsync(outOfTime)).ConfigureAwait(false);
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
            await _leases.StopAsync().ConfigureAwait(false);
            await _settler.FlushAsync().ConfigureAwait(false);
            _logger.Stopped();
        }
    }

    public void Dispose()
    {
        var isDrained = _dispatcher.Drained.IsCompleted;
        // Where the host ends without a stop, as when another service cannot start, what is held comes back all the same.
        Close();
        _ = _leases.StopAsync();
        _dispatcher.Dispose();
        // What still runs or is given back ends some day, and needs what is below.
        if (!isDrained) return;
        _settler.Dispose();
        _telemetry.Dispose();
        _abandon.Dispose();
        _stopping.Dispose();
        _cancelReceives.Dispose();
    }

    private static async Task<bool> EndedAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }
}
