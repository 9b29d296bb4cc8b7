namespace Cdc.Consumer;

/// <summary>Says how a consumer reads the items of its changes from a table.</summary>
/// <remarks>
/// Options with the consumer's name: <c>services.Configure&lt;DynamoDbItemOptions&gt;("OrderHandler", …)</c>. Checked when the host starts, or when a
/// <see cref="CdcQueueHandler"/> is made; every fault is reported at once.
/// </remarks>
public sealed class DynamoDbItemOptions
{
    /// <summary>Gets or sets the table.</summary>
    /// <value>
    /// Required: a name of 3 to 255 letters, digits, dots, hyphens and underscores, or the table's ARN
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html"/>). Changes of another
    /// table fail, removals too: with a name, those whose source is no ARN of a DynamoDB table of that name, as replicas of a global table have it in each Region; with an ARN, those of any
    /// other ARN, so of another account or Region.
    /// </value>
    public string TableName { get; set; } = "";

    /// <summary>Gets or sets whether reads are strongly consistent.</summary>
    /// <value>Default: true. Eventually consistent reads cost half, and may not see the change that they are made for.</value>
    public bool ConsistentRead { get; set; } = true;

    /// <summary>Gets or sets how many BatchGetItem calls are under way at once.</summary>
    /// <value>
    /// Default: 4; 1 to 100. Each reads up to 100 items
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"/>).
    /// </value>
    public int MaxConcurrentReads { get; set; } = 4;

    /// <summary>Gets the table's key attributes and their types.</summary>
    /// <value>
    /// Default: empty, for what DescribeTable says, which is called once and needs the permission <c>dynamodb:DescribeTable</c>. Otherwise one or two
    /// attributes, each with <c>S</c>, <c>N</c> or <c>B</c>.
    /// </value>
    public IDictionary<string, string> KeyAttributes { get; } = new Dictionary<string, string>();
}
