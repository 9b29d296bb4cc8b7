namespace Cdc.Publisher;

/// <summary>Holds the rules about records that are code rather than settings.</summary>
/// <remarks>
/// Each is called at most once for a record in each invocation, after the settings have let it pass. What it throws reports the record as
/// failed; nothing after it is published. A rule makes the publisher create a <see cref="StreamRecord"/> for each record.
/// </remarks>
public sealed record CdcPublishRules
{
    /// <summary>Gets what says whether a record is published.</summary>
    /// <value>Default: null, for all. A record that is left out is done with: Lambda does not send it again.</value>
    public Func<StreamRecord, bool>? ShouldPublish { get; init; }

    /// <summary>Gets what says to which topic a record goes.</summary>
    /// <value>
    /// Default: null, for the settings' topic. It answers the ARN of an SNS topic, or null for the settings' topic. The changes of one key keep
    /// their order across topics.
    /// </value>
    public Func<StreamRecord, string?>? TopicArnFor { get; init; }

    /// <summary>Gets what says which event type a record has.</summary>
    /// <value>
    /// Default: null, for the settings' type. It answers 1 to 200 characters without white space or control characters, for example <c>customer.modify</c> where one table holds customers and
    /// orders, or null for the settings' type.
    /// </value>
    public Func<StreamRecord, string?>? TypeFor { get; init; }
}
