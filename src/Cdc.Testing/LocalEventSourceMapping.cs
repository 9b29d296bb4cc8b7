using Cdc.Testing.EventSource;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Testing;

/// <summary>Reads a table's stream and invokes a function with its records, as Lambda's event source mapping does.</summary>
/// <remarks>
/// <para>
/// It works on any DynamoDB Streams endpoint. Each shard is read in order, a parent before its children, shards beside each other; the function
/// is given exactly the JSON that Lambda sends. What the function reports as failed is sent again, and so is everything after it in the
/// shard; where the function throws or answers something unreadable, the whole batch is sent again. Nothing is passed over.
/// </para>
/// <para><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"/></para>
/// </remarks>
public sealed class LocalEventSourceMapping : IAsyncDisposable
{
    private static readonly TimeSpan _longestInterval = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    private LocalEventSourceMapping(StreamPoller poller) => _running = Task.Run(() => poller.RunAsync(_stopping.Token));

    /// <summary>Starts reading.</summary>
    /// <param name="streams">The client of the endpoint; the caller disposes of it.</param>
    /// <param name="streamArn">The stream's ARN: the table's <c>LatestStreamArn</c>.</param>
    /// <param name="handler">The function: its event in, its answer out. For a <c>CdcStreamHandler</c> its <c>HandleAsync</c>.</param>
    /// <param name="options">Batch size, start and waits; null for the defaults.</param>
    /// <param name="logger">Where failures are told; null for nowhere.</param>
    /// <returns>The running mapping; dispose of it to stop. An invocation under way is waited for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static LocalEventSourceMapping Start(
        DynamoDbStreamsClient streams,
        string streamArn,
        Func<Stream, Task<Stream>> handler,
        LocalEventSourceMappingOptions? options = null,
        ILogger<LocalEventSourceMapping>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentException.ThrowIfNullOrEmpty(streamArn);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new LocalEventSourceMappingOptions();
        Validate(options);
        logger ??= NullLogger<LocalEventSourceMapping>.Instance;
        var function = new FunctionInvoker(streamArn, handler, options, logger);
        return new LocalEventSourceMapping(new StreamPoller(streams, streamArn, function, options, logger));
    }

    /// <summary>Stops reading, and waits for invocations under way. The function must not call it: it would wait for itself.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static void Validate(LocalEventSourceMappingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, 1000, nameof(options));
        InRange(options.PollingInterval, _longestInterval);
        InRange(options.RetryDelay, Backoff.Longest);
        InRange(options.ShardDiscoveryInterval, _longestInterval);

        static void InRange(TimeSpan value, TimeSpan longest)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, longest, nameof(options));
        }
    }
}
