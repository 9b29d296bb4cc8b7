using Amazon.SQS;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cdc.Testing;

/// <summary>Receives a queue's messages and invokes a function with them, as Lambda's event source mapping does.</summary>
/// <remarks>
/// <para>
/// It works on any SQS endpoint. The function gets exactly the JSON that Lambda sends. The mapping deletes the messages that the function accepts.
/// Messages that the function reports stay in the queue, and come again when their visibility timeout is over. The whole batch stays if the function
/// throws, if its answer is unreadable, or if it reports a message that it did not get. Messages of one group of a FIFO queue come in order: a
/// function that fails on one must report it and all that follow.
/// </para>
/// <para><see href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"/></para>
/// </remarks>
public sealed class LocalQueueMapping : IAsyncDisposable
{
    private readonly Polling _polling;

    private LocalQueueMapping(QueuePoller poller) => _polling = new Polling(poller.RunAsync);

    /// <summary>Starts receiving.</summary>
    /// <param name="sqs">The client of the endpoint; the caller disposes of it.</param>
    /// <param name="queueUrl">The queue's URL. One that ends in <c>.fifo</c> is a FIFO queue's.</param>
    /// <param name="handler">The function: its event in, its answer out. It may throw <see cref="LambdaThrottledException"/>.</param>
    /// <param name="options">Batches, concurrency, filters and waits; null for the defaults.</param>
    /// <param name="logger">Where failures are logged; null for nowhere.</param>
    /// <returns>The running mapping; dispose of it to stop. Disposal waits for invocations under way.</returns>
    /// <exception cref="ArgumentNullException">The client or the function is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="queueUrl"/> is null or empty.</exception>
    /// <exception cref="OptionsValidationException">Options are out of their ranges; it names all of them.</exception>
    public static LocalQueueMapping Start(
        IAmazonSQS sqs,
        string queueUrl,
        Func<Stream, Task<Stream>> handler,
        LocalQueueMappingOptions? options = null,
        ILogger<LocalQueueMapping>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(sqs);
        ArgumentException.ThrowIfNullOrEmpty(queueUrl);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new LocalQueueMappingOptions();
        QueueMappingValidator.ThrowIfInvalid(options, queueUrl.EndsWith(".fifo", StringComparison.Ordinal));
        logger ??= NullLogger<LocalQueueMapping>.Instance;
        return new LocalQueueMapping(new QueuePoller(new QueueMapping(sqs, queueUrl, new FunctionInvoker(handler, logger), options, logger)));
    }

    /// <summary>
    /// Stops receiving, and waits for invocations under way and the deletes that follow them. The function must not call it: it would wait for itself.
    /// </summary>
    /// <returns>A task that ends when nothing runs any more. Messages that were received and not yet given to the function come again.</returns>
    /// <remarks>If the logger threw, that ended the worker that logged. This method then throws the same.</remarks>
    public ValueTask DisposeAsync() => _polling.DisposeAsync();
}
