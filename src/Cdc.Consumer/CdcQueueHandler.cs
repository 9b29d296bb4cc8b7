using Amazon.SQS;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Logging;
using Cdc.Consumer.QueueFunction;
using Cdc.Core;
using Cdc.StandardOutput;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer;

/// <summary>Is a Lambda function on an SQS queue that does with changes what a service's consumer does: the same handlers, steps, routes and batches.</summary>
/// <remarks>
/// <para>
/// Run it, or what derives from it, by <c>LambdaRuntime</c> of <c>Cdc.Lambda</c> in an executable. (A class library with the handler string
/// <c>Assembly::Namespace.Type::HandleAsync</c> also needs the package <c>Amazon.Lambda.Core</c>.) The event source mapping must list
/// <c>ReportBatchItemFailures</c> in its <c>FunctionResponseTypes</c>: with it the messages that were not handled come again, without it Lambda ignores the
/// answer and deletes them (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/>).
/// </para>
/// <para>
/// The changes of one key are handled one after the other, in the order of the event. Changes of different keys run side by side, those of one message too, up to
/// <see cref="CdcQueueHandlerOptions.MaxConcurrency"/>. A message is handled when all of its changes are; else it is reported as failed. From a FIFO queue, all later
/// messages of its group are then reported too, and not handled. Bodies may be raw, SNS notifications, or arrays of events. Safe for concurrent invocations;
/// two of them, of one process or several, may bring changes of one key at the same time.
/// </para>
/// </remarks>
public class CdcQueueHandler : ILambdaHandler
{
    private readonly QueueInvocations _invocations;
    private readonly TimeProvider _time;

    /// <summary>Creates a function from services that <c>AddCdcQueueHandler</c> was called for.</summary>
    /// <param name="services">
    /// The services, for as long as the function lives. Logging and a <see cref="TimeProvider"/> are used where they are registered. Without logging, lines go to the function's standard output.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddCdcQueueHandler</c> was not called, or twice.</exception>
    /// <exception cref="OptionsValidationException">The options, or what the builder was told, have faults; it lists them all.</exception>
    public CdcQueueHandler(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var plan = QueueRegistration.PlanOf(services);
        var options = services.GetRequiredService<IOptionsMonitor<CdcQueueHandlerOptions>>().Get(plan.Name);
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var sqs = string.IsNullOrEmpty(options.DeadLetterQueueUrl) ? null : services.GetRequiredService<ClientSource<IAmazonSQS>>().Of(plan.Name);
        var logger = CreateLogger(services.GetService<ILoggerFactory>(), plan.Name);
        BoundSection.Report(services, plan.Name, logger);
        _invocations = new QueueInvocations(plan, services, options, sqs, _time, logger);
    }

    /// <summary>Creates a function from what a builder is told.</summary>
    /// <param name="configure">
    /// Registers services, and calls <c>AddCdcQueueHandler</c> once: <c>services => services.AddCdcQueueHandler&lt;OrderKey, OrderHandler&gt;()</c>. The function owns them.
    /// </param>
    /// <inheritdoc cref="CdcQueueHandler(IServiceProvider)" path="/exception"/>
    public CdcQueueHandler(Action<IServiceCollection> configure)
        : this(QueueRegistration.Build(configure))
    {
    }

    /// <summary>Handles one invocation of which the time left is not known.</summary>
    /// <param name="sqsEvent">The event's JSON, as Lambda gives it.</param>
    /// <returns><c>{"batchItemFailures":[{"itemIdentifier":"…"}]}</c>, with the id of each message that was not handled.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sqsEvent"/> is null.</exception>
    /// <exception cref="CdcQueueEventException">This is no SQS event, or a message has no id; nothing was handled.</exception>
    public Task<Stream> HandleAsync(Stream sqsEvent)
    {
        ArgumentNullException.ThrowIfNull(sqsEvent);
        return _invocations.AnswerAsync(sqsEvent, timeLeft: null);
    }

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
        ArgumentNullException.ThrowIfNull(functionEvent);
        ArgumentNullException.ThrowIfNull(invocation);
        return _invocations.AnswerAsync(functionEvent, invocation.GetTimeLeft(_time));
    }

    private static SafeLogger CreateLogger(ILoggerFactory? factory, string name) =>
        new((factory ?? StandardOutputLoggerFactory.Instance).CreateLogger($"Cdc.Consumer.{name}"));
}

/// <summary>Is a Lambda function on an SQS queue with one handler that needs no services.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks><inheritdoc cref="CdcQueueHandler" path="/remarks"/></remarks>
public class CdcQueueHandler<TKey> : CdcQueueHandler
    where TKey : notnull
{
    /// <summary>Creates a function with a handler that all invocations share.</summary>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="handler">The handler; called by several threads at once.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="keyFormat"/> or <paramref name="handler"/> is null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public CdcQueueHandler(CdcKeyFormat<TKey> keyFormat, ICdcHandler<TKey> handler, Action<CdcQueueHandlerOptions>? configure = null)
        : base(services =>
        {
            ArgumentNullException.ThrowIfNull(keyFormat);
            ArgumentNullException.ThrowIfNull(handler);
            services.AddCdcQueueHandler<TKey>(handler.GetType().Name).Configure(configure ?? (_ => { })).WithKeys(keyFormat).Handle(handler.HandleAsync);
        })
    {
    }
}
