using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;
using Cdc.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Testing;

/// <summary>Reads a table's stream and invokes a function with its records, as Lambda's event source mapping does.</summary>
/// <remarks>
/// <para>
/// It works on any DynamoDB Streams endpoint. It reads each shard in order, a parent before its children, and several shards at once. The function
/// gets exactly the JSON that Lambda sends. If the function reports a record as failed, the mapping sends it again, with everything after it in the
/// batch. If the function throws or its answer is unreadable, the mapping sends the whole batch again. It goes past a record only when the function
/// has accepted it, or when the <see cref="LocalEventSourceMappingOptions"/> make it filter the record out or give it up.
/// </para>
/// <para>
/// It stores no position: another mapping on the same stream starts at its own <see cref="LocalEventSourceMappingOptions.StartingPosition"/>.
/// </para>
/// <para><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html"/></para>
/// </remarks>
public sealed class LocalEventSourceMapping : IAsyncDisposable
{
    private readonly Polling _polling;

    private LocalEventSourceMapping(StreamMapping mapping)
    {
        Progress = mapping.Progress;
        _polling = new Polling(new StreamPoller(mapping).RunAsync);
    }

    internal MappingProgress Progress { get; }

    /// <summary>Starts reading.</summary>
    /// <param name="streams">The client of the endpoint; the caller disposes of it.</param>
    /// <param name="streamArn">The stream's ARN: the table's <c>LatestStreamArn</c>.</param>
    /// <param name="handler">The function: its event in, its answer out. For a <c>CdcStreamHandler</c> its <c>HandleAsync</c>.</param>
    /// <param name="options">Batches, retries, filters, start and waits; null for the defaults.</param>
    /// <param name="logger">Where failures are logged; null for nowhere.</param>
    /// <returns>The running mapping; dispose of it to stop. Disposal waits for invocations under way.</returns>
    /// <exception cref="ArgumentNullException">The client or the function is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="streamArn"/> is null or empty.</exception>
    /// <exception cref="OptionsValidationException">Options are out of their ranges; it names all of them.</exception>
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
        StreamMappingValidator.ThrowIfInvalid(options);
        logger ??= NullLogger<LocalEventSourceMapping>.Instance;
        return new LocalEventSourceMapping(new StreamMapping(streams, streamArn, new FunctionInvoker(handler, logger), options, logger));
    }

    /// <summary>Stops reading, and waits for invocations under way. The function must not call it: it would wait for itself.</summary>
    /// <returns>A task that ends when nothing runs any more.</returns>
    /// <exception cref="InvalidOperationException">A shard was not read to its end: the logger threw, for example.</exception>
    public ValueTask DisposeAsync() => _polling.DisposeAsync();
}
