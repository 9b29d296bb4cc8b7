using Amazon.SQS;
using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Receiving;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Hosting;

/// <summary>One consumer's parts from the receive to the delete, put together, and taken down in order.</summary>
internal sealed class ConsumerPipeline<TKey> : IDisposable
    where TKey : notnull
{
    /// <summary>How long cancelled handlers are waited for.</summary>
    public static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    /// <summary>How long short polling pauses when the queue is empty.</summary>
    public static readonly TimeSpan ShortPollPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _abandon = new();
    private readonly SettlementBatcher _deletes;
    private readonly SettlementBatcher _releases;
    private readonly KeyedDispatcher<TKey> _dispatcher;
    private readonly ReceiveLoop<TKey> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ConsumerPipeline(
        IAmazonSQS sqs,
        CdcConsumerOptions options,
        CdcKeyFormat<TKey> keyFormat,
        IServiceScopeFactory scopes,
        Func<IServiceProvider, ICdcHandler<TKey>> resolveHandler,
        TimeProvider time,
        ILogger logger)
    {
        _time = time;
        _logger = logger;
        var queue = new SqsQueue(sqs, options);
        var maxHeld = options.MaxHeldMessages ?? Math.Max(SqsQueue.MaxBatch, 2 * options.MaxConcurrency);
        _deletes = new SettlementBatcher(queue.DeleteAsync, "Deleting", time, logger);
        _releases = new SettlementBatcher(queue.ReleaseAsync, "Releasing", time, logger);
        var runner = new MessageRunner<TKey>(scopes, resolveHandler, _deletes, _releases, logger, _abandon.Token);
        _dispatcher = new KeyedDispatcher<TKey>(runner, keyFormat.KeyComparer, options.MaxConcurrency, maxHeld, keepOrderAfterFailure: queue.IsFifo);
        var pause = options.WaitTime == TimeSpan.Zero ? ShortPollPause : TimeSpan.Zero;
        _loop = new ReceiveLoop<TKey>(queue, new CdcEnvelopeReader<TKey>(keyFormat), _dispatcher, pause, time, logger);
        logger.Started(queue.Name, options.MaxConcurrency, maxHeld);
    }

    /// <summary>Receives until it is cancelled.</summary>
    public Task ReceiveAsync(CancellationToken stopping) => _loop.RunAsync(stopping);

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
            if (!await EndedAsync(_dispatcher.Drained.WaitAsync(CancelGrace, _time, CancellationToken.None)).ConfigureAwait(false))
                _logger.StoppedEarly(_dispatcher.Load.Running);
        }
        finally
        {
            await Task.WhenAll(_deletes.FlushAsync(), _releases.FlushAsync()).ConfigureAwait(false);
            _logger.Stopped();
        }
    }

    public void Dispose()
    {
        // A handler that did not heed its cancellation still ends here some day, and needs what is below.
        if (!_dispatcher.Drained.IsCompleted) return;
        _dispatcher.Dispose();
        _deletes.Dispose();
        _releases.Dispose();
        _abandon.Dispose();
    }

    private static async Task<bool> EndedAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }
}
