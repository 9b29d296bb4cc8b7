using Amazon.DynamoDBv2.Model;
using Cdc.Snapshot.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot;

/// <summary>Says what a snapshot reads, where it goes, and how fast it may be.</summary>
/// <remarks>Checked when the snapshot is made; every fault is reported at once. Do not rely on the effect of later changes.</remarks>
public sealed class CdcSnapshotOptions
{
    /// <summary>Gets or sets the snapshot's id: running it again with the same id goes on with it.</summary>
    /// <value>1 to 100 letters, digits, underscores, hyphens and periods; required.</value>
    public string SnapshotId { get; set; } = "";

    /// <summary>Gets or sets the table that is read.</summary>
    /// <value>Its name, 3 to 255 letters, digits, underscores, hyphens and periods; required.</value>
    public string TableName { get; set; } = "";

    /// <summary>Gets or sets the one queue that is filled.</summary>
    /// <value>The URL of an SQS queue, standard or FIFO. This or <see cref="TopicArn"/> is required.</value>
    public string? QueueUrl { get; set; }

    /// <summary>Gets or sets the topic whose subscribers all get the snapshot.</summary>
    /// <value>The ARN of an SNS topic, standard or FIFO. This or <see cref="QueueUrl"/> is required.</value>
    public string? TopicArn { get; set; }

    /// <summary>Gets or sets into how many segments the table is divided. Segments may be read at the same time.</summary>
    /// <value>Default: 16; 1 to 10,000. It cannot change while a snapshot runs. A partition, or a file of keys, is one segment.</value>
    /// <remarks><see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.ParallelScan"/></remarks>
    public int Segments { get; set; } = 16;

    /// <summary>Gets or sets how many segments this process reads at the same time.</summary>
    /// <value>Default: 4; 1 to 64.</value>
    public int MaxConcurrentSegments { get; set; } = 4;

    /// <summary>Gets or sets how many items are read at once. After a crash at most so many of a segment are repeated.</summary>
    /// <value>Default: 1,000; 1 to 10,000. DynamoDB ends a page at 1 MB in any case (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"/>).</value>
    public int PageSize { get; set; } = 1000;

    /// <summary>Gets or sets the partition that is read, in place of the whole table.</summary>
    /// <value>Default: null, for the whole table. The partition key's value: a text, a number's digits, or bytes in base64, as the table has it.</value>
    public string? Partition { get; set; }

    /// <summary>Gets or sets a file with the keys of the items to report, in place of the whole table.</summary>
    /// <value>
    /// Default: null, for the whole table. A line is a key in JSON as an envelope's <c>data</c> has it: <c>{"orderId":"o-1"}</c>. The table's items are not read: a key without an item is sent too.
    /// </value>
    public string? KeysFile { get; set; }

    /// <summary>Gets or sets which items DynamoDB leaves out.</summary>
    /// <value>Default: null, for none. A filter expression (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.FilterExpression"/>); what it leaves out costs read units all the same.</value>
    public string? FilterExpression { get; set; }

    /// <summary>Gets the names of <see cref="FilterExpression"/>.</summary>
    /// <value>Default: none. Placeholders that begin with <c>#</c>, not with <c>#cdc</c>.</value>
    public IDictionary<string, string> FilterNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the values of <see cref="FilterExpression"/>.</summary>
    /// <value>Default: none. Placeholders that begin with <c>:</c>, not with <c>:cdc</c>.</value>
    public IDictionary<string, AttributeValue> FilterValues { get; } = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);

    /// <summary>Gets or sets code that chooses the items to report.</summary>
    /// <value>
    /// Default: null, for all. It gets the key's attributes and those of <see cref="PredicateAttributes"/>. If it throws, the snapshot stops, so that no item
    /// is left out by mistake.
    /// </value>
    public Func<IReadOnlyDictionary<string, AttributeValue>, bool>? Predicate { get; set; }

    /// <summary>Gets what <see cref="Predicate"/> gets besides the key.</summary>
    /// <value>Default: none; attributes' names. They do not leave the table.</value>
    public IList<string> PredicateAttributes { get; } = [];

    /// <summary>Gets or sets whether reads are strongly consistent.</summary>
    /// <value>Default: false. Eventually consistent reads cost half; what is written while a snapshot runs comes by the stream.</value>
    public bool ConsistentRead { get; set; }

    /// <summary>Gets or sets how many read units this process uses a second, on average.</summary>
    /// <value>Default: null, for no limit; more than 0. Counted as DynamoDB does: half a unit for each 4 KB of an eventually consistent read.</value>
    /// <remarks>A single page may use more: a page of 1 MB is 128 units. Take a smaller <see cref="PageSize"/> for an even load.</remarks>
    public double? MaxReadUnitsPerSecond { get; set; }

    /// <summary>Gets or sets how many items this process reports a second, on average.</summary>
    /// <value>Default: null, for no limit; more than 0.</value>
    public double? MaxChangesPerSecond { get; set; }

    /// <summary>Gets or sets the event type.</summary>
    /// <value>Default: null, for the table's name in lower case and <c>.snapshot</c>. 1 to 200 characters without white space or control characters.</value>
    public string? EventType { get; set; }

    /// <summary>Gets message attributes that every message has, for filter policies.</summary>
    /// <value>Default: none; at most 7, with names and values as in <see cref="Publisher.CdcPublisherOptions.StaticAttributes"/>.</value>
    public IDictionary<string, string> StaticAttributes { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets how many items one message reports.</summary>
    /// <value>Default: 100; 1 to 1,000. On FIFO targets always 1, as each key is a group.</value>
    public int MaxChangesPerMessage { get; set; } = 100;

    /// <summary>Gets or sets how large a message of several items may be, attributes included.</summary>
    /// <value>Default: 65,536 bytes, which SNS and SQS bill as one; 1,024 to <see cref="MaxMessageBytes"/>.</value>
    public int MaxPackedBytes { get; set; } = 65_536;

    /// <summary>Gets or sets how large a message, and all messages of a call together, may be, attributes included.</summary>
    /// <value>Default: 262,144 bytes; 1,024 to 1,048,576, as the queue's or topic's <c>MaximumMessageSize</c> says.</value>
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>Gets or sets how many calls to the target are under way at once.</summary>
    /// <value>Default: 8; 1 to 64.</value>
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>Gets or sets the table that holds the progress, where no <see cref="ISnapshotProgressStore"/> is given.</summary>
    /// <value>Default: null. This or <see cref="ProgressFile"/> is required then.</value>
    public string? ProgressTableName { get; set; }

    /// <summary>Gets or sets whether the progress table is created, on demand, where there is none.</summary>
    /// <value>Default: false.</value>
    public bool CreateIfMissing { get; set; }

    /// <summary>Gets or sets the file that holds the progress, where no <see cref="ISnapshotProgressStore"/> is given.</summary>
    /// <value>Default: null. This or <see cref="ProgressTableName"/> is required then.</value>
    public string? ProgressFile { get; set; }

    /// <summary>Gets or sets how long a process may write nothing about a segment before another process takes the segment.</summary>
    /// <value>Default: 30 seconds; 1 second to 15 minutes. The same for all processes of a snapshot. They notice a pause within a third of it.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long to wait after a call failed for the first time.</summary>
    /// <value>
    /// Default: 0.2 seconds; 0.01 seconds to <see cref="MaxRetryDelay"/>. Doubled with each failure in a row, and shortened by up to a half at random. Failures
    /// that pass are tried again without end.
    /// </value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Gets or sets the longest wait after a failure.</summary>
    /// <value>Default: 30 seconds; up to 10 minutes.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the settings.</summary>
    /// <exception cref="OptionsValidationException">The settings have faults; it lists them all.</exception>
    public void Validate() => new SnapshotOptionsValidator().ThrowIfInvalid(this);
}
