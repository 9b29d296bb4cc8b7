using Cdc.Core;
using Cdc.Publisher.Publishing;
using Cdc.Publisher.Sns;
using Microsoft.Extensions.Options;

namespace Cdc.Publisher;

/// <summary>Says where changes are published, and as what.</summary>
/// <remarks>
/// Set them in code, or bind them from a configuration section. A Lambda function reads them from environment variables, which are named with each. The publisher checks them when it is made, or
/// when the host starts, and reports every fault at once.
/// </remarks>
public sealed class CdcPublisherOptions
{
    /// <summary>The section that settings are usually bound from: <c>Cdc</c>, so that <c>Cdc__TopicArn</c> is the environment variable.</summary>
    public const string SectionName = "Cdc";

    /// <summary>Gets or sets the topic that changes go to.</summary>
    /// <value>The ARN of an SNS topic, standard or FIFO; required. Environment: <c>Cdc__TopicArn</c>.</value>
    public string TopicArn { get; set; } = "";

    /// <summary>Gets the topics of single tables, by the tables' names.</summary>
    /// <value>Default: none; the changes of a table that is not named here go to <see cref="TopicArn"/>. Environment: <c>Cdc__TopicArns__Orders</c>.</value>
    /// <remarks>
    /// Lambda allows letters, digits and underscores in the names of environment variables
    /// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"/>): set other names in code.
    /// </remarks>
    public IDictionary<string, string> TopicArns { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets what event types start with, before the dot and the operation.</summary>
    /// <value>
    /// Default: null, for the table's name in lower case: <c>orders.modify</c>. Otherwise 1 to 200 characters without white space or
    /// control characters. Environment: <c>Cdc__EventTypePrefix</c>.
    /// </value>
    public string? EventTypePrefix { get; set; }

    /// <summary>Gets the event types of single operations.</summary>
    /// <value>
    /// Default: none; an operation that is not named here has the prefix, a dot and its name. 1 to 200 characters without white space or control
    /// characters. Environment: <c>Cdc__EventTypes__Insert</c>, <c>…__Modify</c>, <c>…__Remove</c>.
    /// </value>
    public IDictionary<ChangeOperation, string> EventTypes { get; } = new Dictionary<ChangeOperation, string>();

    /// <summary>Gets or sets whether new items are published.</summary>
    /// <value>Default: true. Environment: <c>Cdc__PublishInserts</c>.</value>
    /// <remarks>What is left out here costs an invocation; what the event source mapping's filter leaves out costs none.</remarks>
    public bool PublishInserts { get; set; } = true;

    /// <summary>Gets or sets whether changes of items are published.</summary>
    /// <value>Default: true. Environment: <c>Cdc__PublishModifications</c>.</value>
    public bool PublishModifications { get; set; } = true;

    /// <summary>Gets or sets whether removals are published, expirations aside.</summary>
    /// <value>Default: true. Environment: <c>Cdc__PublishRemovals</c>.</value>
    public bool PublishRemovals { get; set; } = true;

    /// <summary>Gets or sets whether expirations are published: DynamoDB removed an item because its time to live ran out.</summary>
    /// <value>Default: true. Environment: <c>Cdc__PublishExpirations</c>.</value>
    public bool PublishExpirations { get; set; } = true;

    /// <summary>Gets or sets whether only the newest of several changes of a key within one invocation is published.</summary>
    /// <value>Default: false. Environment: <c>Cdc__CoalesceChanges</c>.</value>
    /// <remarks>
    /// For consumers that load the current item. An item that was added and changed is then one <c>modify</c> without an <c>insert</c> before it. Changes that go to different
    /// topics do not coalesce.
    /// </remarks>
    public bool CoalesceChanges { get; set; }

    /// <summary>Gets the item's attributes that go out as message attributes, for subscriptions' filter policies.</summary>
    /// <value>
    /// Default: none; with <see cref="StaticAttributes"/> at most 8, as raw delivery drops a message with more than ten attributes
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/>). Names have 1 to 256 letters, digits, underscores, hyphens and periods, no period first,
    /// last or twice in a row; they are not <c>type</c> or <c>operation</c>, and do not begin with <c>AWS.</c> or <c>Amazon.</c>. Environment: <c>Cdc__ImageAttributes__0</c> and so on.
    /// </value>
    /// <remarks>
    /// S becomes a String, N a Number, BOOL a String (<c>true</c> or <c>false</c>), SS a String.Array. Other types are left out, and so are empty strings and values with control
    /// characters other than tab and line breaks. Values come from the new image, those of a removed item from the old one. The stream must have that image. <b>What is named here leaves the table.</b>
    /// </remarks>
    public IList<string> ImageAttributes { get; } = [];

    /// <summary>Gets the attributes that go out under another name than the item's: each message attribute's name, with the name in the item.</summary>
    /// <value>
    /// Default: none. They count with <see cref="ImageAttributes"/>, whose rules hold for the message attributes' names. Names in the item may have any characters, as <c>#region</c> or <c>pay:state</c>.
    /// Environment: <c>Cdc__RenamedAttributes__region</c> with the value <c>#region</c>.
    /// </value>
    public IDictionary<string, string> RenamedAttributes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the message attributes whose numbers go out as text, by their names there.</summary>
    /// <value>Default: none; each is in <see cref="ImageAttributes"/> or <see cref="RenamedAttributes"/>. Environment: <c>Cdc__TextAttributes__0</c> and so on.</value>
    /// <remarks>
    /// A filter policy compares numbers from -10^9 to 10^9 with five digits after the point (<see href="https://docs.aws.amazon.com/sns/latest/dg/numeric-value-matching.html"/>): larger ones, as ids, are matched as text.
    /// </remarks>
    public IList<string> TextAttributes { get; } = [];

    /// <summary>Gets the item's attributes that rules may read, besides the published ones.</summary>
    /// <value>Default: none; at most 64, each not empty. Environment: <c>Cdc__RuleAttributes__0</c> and so on.</value>
    /// <remarks>Rules see them in <see cref="StreamRecord.NewImage"/> and <see cref="StreamRecord.OldImage"/>. They do not leave the table.</remarks>
    public IList<string> RuleAttributes { get; } = [];

    /// <summary>Gets or sets what becomes of a record for which a rule reads an image that the stream's view type leaves out.</summary>
    /// <value>Default: <see cref="CdcMissingImage.Fail"/>. Environment: <c>Cdc__MissingImage</c>.</value>
    public CdcMissingImage MissingImage { get; set; } = CdcMissingImage.Fail;

    /// <summary>Gets attributes that every message has.</summary>
    /// <value>
    /// Default: none; with <see cref="ImageAttributes"/> at most 8. The same rules hold for names, and no name occurs twice. They are of type String; values are not empty and have no control characters
    /// but tab and line breaks. Environment: <c>Cdc__StaticAttributes__environment</c>.
    /// </value>
    /// <remarks>As with <see cref="TopicArns"/>, names with other characters than letters, digits and underscores are set in code.</remarks>
    public IDictionary<string, string> StaticAttributes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the name of the item's attribute in which the item's writer leaves the <c>traceparent</c> of its trace.</summary>
    /// <value>
    /// Default: null, for none; not empty. A stream record does not say in which trace its item was changed; with this, the envelope continues that trace.
    /// It is read from the new image, so the stream must have that; removals have none. Environment: <c>Cdc__TraceParentAttribute</c>.
    /// </value>
    public string? TraceParentAttribute { get; set; }

    /// <summary>Gets or sets what happens to a record whose message SNS will never accept.</summary>
    /// <value>Default: <see cref="CdcPoisonPolicy.Fail"/>. Environment: <c>Cdc__PoisonPolicy</c>.</value>
    public CdcPoisonPolicy PoisonPolicy { get; set; } = CdcPoisonPolicy.Fail;

    /// <summary>Gets or sets the topic for records whose messages SNS will never accept.</summary>
    /// <value>Default: null. The ARN of an SNS topic; required with <see cref="CdcPoisonPolicy.Park"/>. Changes may not go to the same topic. Environment: <c>Cdc__ParkingTopicArn</c>.</value>
    /// <remarks>A message is the record's envelope with <c>failurecode</c> and <c>failurereason</c> as two more fields.</remarks>
    public string? ParkingTopicArn { get; set; }

    /// <summary>Gets or sets how many changes may travel in one message.</summary>
    /// <value>Default: 1, so that readers of single events keep working; 1 to 1,000. Environment: <c>Cdc__MaxChangesPerMessage</c>.</value>
    /// <remarks>
    /// Changes that go to the same topic with the same message attributes travel as one JSON array, CloudEvents' batched mode
    /// (<see href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format"/>), which <c>Cdc.Consumer</c> reads. A key's changes stay in order. On a FIFO
    /// topic only changes of one key share a message. SNS's quotas and prices count messages. <see cref="Tables"/> sets it for single tables.
    /// </remarks>
    public int MaxChangesPerMessage { get; set; } = 1;

    /// <summary>Gets or sets how large a message of several changes may be, its attributes included.</summary>
    /// <value>Default: 65,536 bytes, which SNS and SQS bill as one; 1,024 to <see cref="MaxMessageBytes"/>. A single change may be larger. Environment: <c>Cdc__MaxPackedBytes</c>.</value>
    /// <remarks><see href="https://aws.amazon.com/sns/pricing/"/></remarks>
    public int MaxPackedBytes { get; set; } = SnsLimits.BilledBytes;

    /// <summary>Gets or sets how large a message, and all messages of a call together, may be, attributes included.</summary>
    /// <value>
    /// Default: 262,144 bytes, as topics take; 1,024 to 1,048,576, as the topics' <c>MaximumMessageSize</c> says
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html"/>). Environment: <c>Cdc__MaxMessageBytes</c>.
    /// </value>
    public int MaxMessageBytes { get; set; } = SnsLimits.MaxBytes;

    /// <summary>Gets what is different for single tables, by the tables' names.</summary>
    /// <value>Default: none. Environment: <c>Cdc__Tables__Orders__MaxChangesPerMessage</c> and so on.</value>
    public IDictionary<string, CdcTableOptions> Tables { get; } = new Dictionary<string, CdcTableOptions>(StringComparer.Ordinal);

    /// <summary>Gets or sets how many calls to SNS are under way at once for one invocation.</summary>
    /// <value>Default: 8; 1 to 64. The changes of one key are published one after the other in any case. Environment: <c>Cdc__MaxConcurrentCalls</c>.</value>
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>Gets or sets how long an invocation may take where the time left is not known.</summary>
    /// <value>
    /// Default: null, for no limit; 1 second to 15 minutes, and more than <see cref="DeadlineMargin"/>. Set it to the function's timeout or less where Lambda loads
    /// the function as a class library, which is not told the time left. Environment: <c>Cdc__TimeBudget</c>, as <c>00:01:00</c>.
    /// </value>
    /// <remarks>It counts from the call, which is a little later than the start of the invocation.</remarks>
    public TimeSpan? TimeBudget { get; set; }

    /// <summary>Gets or sets how long a record with a transient failure, such as throttling, is retried where the time left is not known.</summary>
    /// <value>
    /// Default: 2 seconds from the record's first failure; 0, for not at all, to 15 minutes. Has no effect where the time left is known or
    /// <see cref="TimeBudget"/> is set: then it is retried until <see cref="DeadlineMargin"/>. Environment: <c>Cdc__RetryFor</c>, as <c>00:00:02</c>.
    /// </value>
    /// <remarks>
    /// Delays grow from 50 milliseconds to 2 seconds, reduced by up to half at random. Before a call counts as failed here, the AWS SDK has tried it three times, unless
    /// <c>AWS_MAX_ATTEMPTS</c> says otherwise.
    /// </remarks>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how much of the time left is kept for calls under way and for the answer.</summary>
    /// <value>Default: 1 second; 0.1 to 60 seconds. Halfway through it, calls still under way are cancelled. Environment: <c>Cdc__DeadlineMargin</c>, as <c>00:00:01</c>.</value>
    public TimeSpan DeadlineMargin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets whether an unknown name counts as a fault, in the section or among the environment variables below it.</summary>
    /// <value>
    /// Default: true, so that a misspelt setting is reported at start. Set it to false where the section holds settings of something else too.
    /// Environment: <c>Cdc__ReportUnknownSettings</c>.
    /// </value>
    public bool ReportUnknownSettings { get; set; } = true;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="OptionsValidationException">The settings have faults; it lists them all.</exception>
    public void Validate() => new PublisherOptionsValidator().ThrowIfInvalid(this);
}
