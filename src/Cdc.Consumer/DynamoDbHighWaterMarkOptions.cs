namespace Cdc.Consumer;

/// <summary>Says where a <see cref="DynamoDbHighWaterMarkStore"/> keeps its marks.</summary>
/// <remarks>Checked when the store is made, or when the host starts; every fault is reported at once.</remarks>
public sealed class DynamoDbHighWaterMarkOptions
{
    /// <summary>Gets or sets the table, which is this store's alone: its partition key is the string <c>id</c>, and it has no sort key.</summary>
    /// <value>
    /// Default: <c>CdcHighWaterMarks</c>. A name of 3 to 255 letters, digits, dots, hyphens and underscores
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html"/>), or an ARN unless
    /// <see cref="CreateIfMissing"/> is set.
    /// </value>
    public string TableName { get; set; } = "CdcHighWaterMarks";

    /// <summary>Gets or sets the name of the service whose marks these are.</summary>
    /// <value>
    /// Required, 1 to 200 characters. All processes of a service have the same name. Two services that share the table have different names, or else each
    /// takes the other's work for its own and leaves it out.
    /// </value>
    public string ServiceName { get; set; } = "";

    /// <summary>Gets or sets how long a mark is kept after the last change of its item that was handled.</summary>
    /// <value>
    /// Default: 30 days; 1 hour to 3,650 days, or null for ever. Longer than a change can be on its way: SQS keeps a message 14 days at most
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"/>), and a dead-letter queue may keep it
    /// longer.
    /// </value>
    /// <remarks>
    /// The end of that time is in the number attribute <c>expiresAt</c>, in seconds since 1970. DynamoDB removes the items if the table has that attribute as its time to live
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html"/>).
    /// </remarks>
    public TimeSpan? Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets whether the table is made before its first use if there is none.</summary>
    /// <value>
    /// Default: false. The table is made with on-demand capacity and with time to live on <c>expiresAt</c>; that needs the permissions
    /// <c>dynamodb:DescribeTable</c>, <c>CreateTable</c>, <c>DescribeTimeToLive</c> and <c>UpdateTimeToLive</c>.
    /// </value>
    public bool CreateIfMissing { get; set; }
}
