using Cdc.Publisher;

namespace Cdc.Worker;

/// <summary>Says which table a worker follows, where it publishes, and how it shares the work with others.</summary>
/// <remarks>Checked when the host starts; every fault is reported at once. Changes after the start have no effect.</remarks>
public sealed class CdcStreamWorkerOptions
{
    /// <summary>The section that settings are usually bound from: <c>CdcWorker</c>.</summary>
    public const string SectionName = "CdcWorker";

    /// <summary>Gets or sets the table whose changes are published.</summary>
    /// <value>Required. 3 to 255 letters, digits, underscores, hyphens and periods. Its stream may be switched on later than the worker starts.</value>
    public string TableName { get; set; } = "";

    /// <summary>Gets or sets the topic that changes go to.</summary>
    /// <value>The ARN of an SNS topic, standard or FIFO; required. The same as <see cref="CdcPublisherOptions.TopicArn"/> of <see cref="Publisher"/>.</value>
    public string TopicArn
    {
        get => Publisher.TopicArn;
        set => Publisher.TopicArn = value;
    }

    /// <summary>Gets what the worker publishes, and in which form: the same options as a function's.</summary>
    public CdcPublisherOptions Publisher { get; } = new();

    /// <summary>Gets or sets the rules about records that are written in code, not in settings.</summary>
    /// <value>Default: null, for the settings alone.</value>
    public CdcPublishRules? Rules { get; set; }

    /// <summary>Gets or sets the table that holds the leases, where no <see cref="ILeaseStore"/> is registered.</summary>
    /// <value>
    /// Default: null, for <see cref="TableName"/> with <c>-leases</c> behind it. Workers that share a table's shards name the same one; no other worker uses it.
    /// </value>
    public string? LeaseTableName { get; set; }

    /// <summary>Gets or sets whether the lease table is created, on demand, where there is none.</summary>
    /// <value>Default: false.</value>
    public bool CreateIfMissing { get; set; }

    /// <summary>Gets or sets what the worker is called in leases and logs, before an id that is new with each start.</summary>
    /// <value>Default: null, for the machine's name. At most 100 characters.</value>
    public string? WorkerName { get; set; }

    /// <summary>Gets or sets where the worker begins with a table that has no leases yet.</summary>
    /// <value>Default: <see cref="StartingPosition.TrimHorizon"/>.</value>
    public StartingPosition StartingPosition { get; set; }

    /// <summary>Gets or sets what happens if the stream dropped records before they were read.</summary>
    /// <value>Default: <see cref="TrimmedRecordsAction.Continue"/>.</value>
    public TrimmedRecordsAction OnTrimmed { get; set; }

    /// <summary>Gets or sets how long a lease is held after it was last renewed.</summary>
    /// <value>Default: 10 seconds; 1 second to 5 minutes, and at least four times the publisher's <see cref="CdcPublisherOptions.DeadlineMargin"/>. The same for all workers of a table.</value>
    /// <remarks>
    /// The worker renews a lease each third of this time, by one write that carries the checkpoint. After a crash another worker goes on within one
    /// and a quarter of this time, and publishes again what went out since the last renewal.
    /// </remarks>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long to wait after a shard had no records.</summary>
    /// <value>Default: 1 second; 0.2 seconds, as DynamoDB allows five reads a second and shard, to 1 minute.</value>
    /// <remarks>A shard that has records is read again at once, at most five times a second (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"/>).</remarks>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many records are read and published at once.</summary>
    /// <value>Default: 1,000; 1 to 1,000.</value>
    public int BatchSize { get; set; } = 1000;

    /// <summary>Gets or sets how many shards are read, and how many are published, at the same time.</summary>
    /// <value>Default: 16; 1 to 256. It limits calls, not leases: however many shards a worker holds, all of them get their turn.</value>
    public int MaxConcurrentShards { get; set; } = 16;

    /// <summary>Gets or sets how often the worker looks for new shards. It also looks whenever a shard ends.</summary>
    /// <value>Default: 1 minute; 1 second to 1 hour.</value>
    public TimeSpan ShardDiscoveryInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long to wait after a read or a publishing failed for the first time.</summary>
    /// <value>Default: 0.2 seconds; 0.01 seconds to <see cref="MaxRetryDelay"/>. Doubled with each failure in a row, and shortened by up to a half at random.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Gets or sets the longest wait after a failure.</summary>
    /// <value>Default: 30 seconds; up to 10 minutes.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long there may be no progress before <see cref="CdcStreamWorkerHealthCheck"/> fails.</summary>
    /// <value>Default: 2 minutes; 1 second to 1 day.</value>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromMinutes(2);
}
