using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Amazon.Runtime;
using Cdc.Core;
using Cdc.PartialBatchResponses;
using Cdc.Publisher;
using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda;

/// <summary>Is the base of a Lambda function that publishes the changes of a DynamoDB table to SNS.</summary>
/// <remarks>
/// <para>
/// Derive from it, and run it by <see cref="LambdaRuntime"/> in an executable. The event source mapping must list
/// <c>ReportBatchItemFailures</c> in its <c>FunctionResponseTypes</c>: with it the records that were not published are sent again, without it
/// Lambda ignores the answer and they are lost (<see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/>).
/// </para>
/// <para>
/// A class library with the handler string <c>Assembly::Namespace.Type::HandleAsync</c> works too, if the function references the package <c>Amazon.Lambda.Core</c>: Lambda's
/// runtime client needs that assembly, and finds it through the function's dependencies alone.
/// </para>
/// <para>
/// Every record is published, left out by the settings or <see cref="ShouldPublish"/>, coalesced into a newer change of its key, parked or skipped by
/// <see cref="CdcPublisherOptions.PoisonPolicy"/>, or reported as failed. Delivery is at least once; the changes of one
/// key go out in order. Safe for concurrent invocations.
/// </para>
/// </remarks>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicMethods)]
public abstract class CdcStreamHandler : ILambdaHandler
{
    private readonly CdcPublisher _publisher;
    private readonly CdcPublishRules _rules;

    /// <summary>Creates a handler with everything from the environment: <c>Cdc__TopicArn</c>, the Region and the role's credentials.</summary>
    /// <exception cref="OptionsValidationException">The settings have faults; it lists them all.</exception>
    /// <exception cref="AmazonClientException">No Region is configured.</exception>
    protected CdcStreamHandler()
        : this(LambdaEnvironment.ReadPublisherOptions())
    {
    }

    /// <summary>Creates a handler.</summary>
    /// <param name="options">Where to publish.</param>
    /// <param name="sns">What sends the batches; null for a <see cref="SnsClient"/> with everything from the environment.</param>
    /// <param name="loggerFactory">Where failures are told; null for the function's standard output, as Lambda's logging controls ask, by default from Information up.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    /// <exception cref="AmazonClientException"><paramref name="sns"/> is null and no Region is configured.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as the function.")]
    protected CdcStreamHandler(CdcPublisherOptions options, ISnsPublisher? sns = null, ILoggerFactory? loggerFactory = null)
        : this(new CdcPublisher(options, sns ?? CreateClient(options), new Logger<CdcPublisher>(loggerFactory ?? StandardOutputLoggerFactory.Instance)))
    {
    }

    /// <summary>Creates a handler.</summary>
    /// <param name="publisher">What publishes, for example from a service provider that <c>AddCdcPublisher</c> was called for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="publisher"/> is null.</exception>
    protected CdcStreamHandler(CdcPublisher publisher)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        _publisher = publisher;
        // Only who overrides a rule pays for an object for each record.
        _rules = new CdcPublishRules
        {
            ShouldPublish = IsOverridden(nameof(ShouldPublish)) ? ShouldPublish : null,
            TopicArnFor = IsOverridden(nameof(TopicArnFor)) ? TopicArnFor : null,
            TypeFor = IsOverridden(nameof(TypeFor)) ? TypeFor : null,
        };
    }

    /// <summary>Handles one invocation of which the time left is not known, within <see cref="CdcPublisherOptions.TimeBudget"/>.</summary>
    /// <param name="streamEvent">The event's JSON, as Lambda gives it.</param>
    /// <returns>
    /// <c>{"batchItemFailures":[…]}</c>: empty where all is done, else with the lowest sequence number that was not published.
    /// </returns>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public Task<Stream> HandleAsync(Stream streamEvent) => AnswerAsync(streamEvent, timeLeft: null);

    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it.</param>
    /// <param name="invocation">What is known of the invocation: no call to SNS starts in the last <see cref="CdcPublisherOptions.DeadlineMargin"/> before its deadline.</param>
    /// <returns>As <see cref="HandleAsync(Stream)"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CdcStreamEventException">This is no stream event, or a record has no sequence number; nothing was published.</exception>
    public Task<Stream> InvokeAsync(Stream functionEvent, LambdaInvocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return AnswerAsync(functionEvent, invocation.GetTimeLeft());
    }

    /// <summary>Says whether a record is published.</summary>
    /// <param name="record">The record.</param>
    /// <returns>True, unless overridden. A record that is left out is done with: Lambda does not send it again.</returns>
    /// <remarks>Called at most once for each record in each invocation. An exception reports the record as failed.</remarks>
    protected virtual bool ShouldPublish(StreamRecord record) => true;

    /// <summary>Says to which topic a record goes.</summary>
    /// <param name="record">The record.</param>
    /// <returns>
    /// Null, unless overridden: the topic that the settings name. Otherwise the ARN of an SNS topic, where the role must have <c>sns:Publish</c>.
    /// </returns>
    /// <remarks>Called at most once for each record in each invocation. An exception, or text that is no such ARN, reports the record as failed.</remarks>
    protected virtual string? TopicArnFor(StreamRecord record) => null;

    /// <summary>Says which event type a record has.</summary>
    /// <param name="record">The record.</param>
    /// <returns>
    /// Null, unless overridden: the type that the settings make. Otherwise 1 to 200 characters without white space, for example <c>customer.modify</c> where one table holds customers and orders.
    /// </returns>
    /// <remarks>Called at most once for each record in each invocation. An exception, or text that is no event type, reports the record as failed.</remarks>
    protected virtual string? TypeFor(StreamRecord record) => null;

    // Faults of the options are told before that of a Region which is not configured.
    private static SnsClient CreateClient(CdcPublisherOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        try
        {
            return new SnsClient();
        }
        catch (AmazonClientException error)
        {
            throw new AmazonClientException(
                "No SNS client can be made: no Region is configured. Lambda sets AWS_REGION; elsewhere set it, or a region in the profile that AWS_PROFILE names, or "
                + "AWS_ENDPOINT_URL for a local endpoint.",
                error);
        }
    }

    private bool IsOverridden(string rule) =>
        GetType().GetMethod(rule, BindingFlags.Instance | BindingFlags.NonPublic, [typeof(StreamRecord)])?.DeclaringType != typeof(CdcStreamHandler);

    private async Task<Stream> AnswerAsync(Stream streamEvent, TimeSpan? timeLeft)
    {
        ArgumentNullException.ThrowIfNull(streamEvent);
        var result = await _publisher.PublishAsync(streamEvent, new CdcPublishContext { Rules = _rules, TimeLeft = timeLeft }).ConfigureAwait(false);
        return BatchItemFailures.Write(result.FirstUnpublishedText is { } first ? [first] : []);
    }
}
