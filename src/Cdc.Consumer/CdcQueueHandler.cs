using Cdc.Answers;
using Cdc.Consumer.Marks;
using Cdc.Consumer.Processing;
using Cdc.Consumer.Queue;
using Cdc.Core;
using Cdc.StandardOutput;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer;

/// <summary>Is a Lambda function on an SQS queue that gives each change to a handler: the one that a service gives to <c>AddCdcConsumer</c>.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks>
/// <para>
/// Run it, or what derives from it, by <c>LambdaRuntime</c> of <c>Cdc.Lambda</c> in an executable. (A class library with the handler string
/// <c>Assembly::Namespace.Type::HandleAsync</c> also needs the package <c>Amazon.Lambda.Core</c>.) The event source mapping must list
/// <c>ReportBatchItemFailures</c> in its <c>FunctionResponseTypes</c>: with it the messages that were not handled come again, without it Lambda ignores the
/// answer and deletes them (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/>).
/// </para>
/// <para>
/// The changes of one key are handled one after the other, in the order of the event; different keys side by side, up to
/// <see cref="CdcQueueHandlerOptions.MaxConcurrency"/>. Every message is handled, or reported as failed, each for itself; from a FIFO queue, also all later
/// messages of its group, which are handled one after the other. Bodies may be raw, SNS notifications, or arrays of events. Safe for concurrent invocations;
/// two of them, of one process or several, may bring changes of one key at the same time.
/// </para>
/// </remarks>
public class CdcQueueHandler<TKey> : ILambdaHandler
    where TKey : notnull
{
    private readonly CdcKeyFormat<TKey> _keyFormat;
    private readonly BodyReader<TKey> _reader;
    private readonly IChangeProcessor<TKey> _processor;
    private readonly CdcQueueHandlerOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <summary>Creates a function with a handler that all invocations share.</summary>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="handler">The handler; called by several threads at once.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="marks">Where high-water marks are kept, under the name of the handler's type; null for none.</param>
    /// <param name="loggerFactory">Where failures are told; null for the function's standard output, from Information up.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keyFormat"/> or <paramref name="handler"/> is null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcQueueHandler(
        CdcKeyFormat<TKey> keyFormat,
        ICdcHandler<TKey> handler,
        CdcQueueHandlerOptions? options = null,
        IHighWaterMarkStore? marks = null,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(keyFormat);
        ArgumentNullException.ThrowIfNull(handler);
        _options = options ?? new CdcQueueHandlerOptions();
        new QueueOptionsValidator().ThrowIfInvalid(_options);
        _keyFormat = keyFormat;
        _reader = new BodyReader<TKey>(new CdcEnvelopeReader<TKey>(keyFormat));
        var name = handler.GetType().Name;
        _processor = new SharedHandlerProcessor<TKey>(handler);
        if (marks is not null) _processor = new MarkedProcessor<TKey>(_processor, marks, name, keyFormat);
        _logger = CreateLogger(loggerFactory, name);
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Creates a function from services that <c>AddCdcQueueHandler</c> was called for.</summary>
    /// <param name="services">
    /// The services, for as long as the function lives. A high-water mark store, logging and a <see cref="TimeProvider"/> are used where they are
    /// registered, without logging the function's standard output; the handler is made in a scope of each change.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddCdcQueueHandler</c> was not called for keys of this type, or twice.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcQueueHandler(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var (name, keyFormat) = QueueRegistration<TKey>.Of(services);
        _options = services.GetRequiredService<IOptionsMonitor<CdcQueueHandlerOptions>>().Get(name);
        _keyFormat = keyFormat;
        _reader = new BodyReader<TKey>(new CdcEnvelopeReader<TKey>(keyFormat));
        _processor = ConsumerProcessing.Create(services, name, keyFormat);
        _logger = CreateLogger(services.GetService<ILoggerFactory>(), name);
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
    }

    /// <summary>Handles one invocation of which the time left is not known.</summary>
    /// <param name="sqsEvent">The event's JSON, as Lambda gives it.</param>
    /// <returns><c>{"batchItemFailures":[{"itemIdentifier":"…"}]}</c>, with the id of each message that was not handled.</returns>
    /// <exception cref="CdcQueueEventException">This is no SQS event, or a message has no id; nothing was handled.</exception>
    public Task<Stream> HandleAsync(Stream sqsEvent) => AnswerAsync(sqsEvent, timeLeft: null);

    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it.</param>
    /// <param name="invocation">
    /// What is known of the invocation. In the last <see cref="CdcQueueHandlerOptions.DeadlineMargin"/> before its deadline no handler is called, and the token of those that
    /// run is cancelled.
    /// </param>
    /// <returns>As <see cref="HandleAsync(Stream)"/>. A message whose handler ignores its token is reported as failed, and comes again.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CdcQueueEventException">This is no SQS event, or a message has no id; nothing was handled.</exception>
    public Task<Stream> InvokeAsync(Stream functionEvent, LambdaInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return AnswerAsync(functionEvent, invocation.GetTimeLeft(_time));
    }

    private static ILogger CreateLogger(ILoggerFactory? factory, string name) => (factory ?? StandardOutputLoggerFactory.Instance).CreateLogger($"Cdc.Consumer.{name}");

    private async Task<Stream> AnswerAsync(Stream sqsEvent, TimeSpan? timeLeft)
    {
        ArgumentNullException.ThrowIfNull(sqsEvent);
        var began = _time.GetTimestamp();
        using var buffer = new MemoryStream();
        await sqsEvent.CopyToAsync(buffer).ConfigureAwait(false);
        var messages = QueueEventReader.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        var deadline = timeLeft - _time.GetElapsedTime(began);

        using var outOfTime = new CancellationTokenSource();
        if (deadline <= _options.DeadlineMargin) await outOfTime.CancelAsync().ConfigureAwait(false);
        var run = new QueueRun<TKey>(messages, _reader, _processor, _options.MaxConcurrency, _logger, outOfTime.Token);
        var handled = run.Start(_keyFormat);
        if (deadline is { } left && !await EndsWithinAsync(handled, left - _options.DeadlineMargin).ConfigureAwait(false))
        {
            await outOfTime.CancelAsync().ConfigureAwait(false);
            await EndsWithinAsync(handled, _options.DeadlineMargin / 2).ConfigureAwait(false);
            _logger.OutOfTime(handled.Count(IsNotHandled), messages.Count, run.Running);
        }
        else
        {
            await Task.WhenAll(handled).ConfigureAwait(false);
        }

        return BatchItemFailures.Write(messages.Where((_, index) => IsNotHandled(handled[index])).Select(message => message.Id).Distinct());
    }

    private static bool IsNotHandled(Task<bool> message) => !message.IsCompletedSuccessfully || !message.Result;

    private async Task<bool> EndsWithinAsync(Task<bool>[] messages, TimeSpan time)
    {
        Task all = Task.WhenAll(messages);
        if (time > TimeSpan.Zero) await all.WaitAsync(time, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return all.IsCompleted;
    }
}
