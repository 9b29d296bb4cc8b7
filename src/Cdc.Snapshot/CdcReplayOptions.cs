using Cdc.Publisher;
using Cdc.Snapshot.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot;

/// <summary>Says which changes a replay sends once more, and to which queue.</summary>
/// <remarks>Checked when the replay is made; every fault is reported at once.</remarks>
public sealed class CdcReplayOptions
{
    /// <summary>Gets or sets the table whose stream is read.</summary>
    /// <value>Its name; required. The stream may have any view type.</value>
    public string TableName { get; set; } = "";

    /// <summary>Gets or sets the one queue that the changes go to.</summary>
    /// <value>The URL of an SQS queue, standard or FIFO; required.</value>
    public string QueueUrl { get; set; } = "";

    /// <summary>Gets or sets the time from which on changes are sent.</summary>
    /// <value>Required; at most 24 hours ago, as long as a stream keeps its records (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"/>), and not in the future.</value>
    public DateTimeOffset Since { get; set; }

    /// <summary>Gets or sets whether to send a snapshot of each changed item instead of the changes as they were.</summary>
    /// <value>Default: false. Set it if the consumer has high-water marks: it skips changes that it has seen, but never a snapshot.</value>
    public bool AsSnapshots { get; set; }

    /// <summary>Gets or sets how long an open shard must have had no records to count as read.</summary>
    /// <value>Default: 30 seconds; 1 second to 15 minutes.</value>
    /// <remarks>
    /// A stream does not say when no more records will come. So a closed shard is read to its end, and an open one at most up to the first change that was made
    /// after the replay began.
    /// </remarks>
    public TimeSpan QuietFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long to wait between two reads of a shard.</summary>
    /// <value>Default: 0.5 seconds; 0.2 seconds to 1 minute. A shard has five reads a second for all that read it (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"/>).</value>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Gets or sets how many shards are read at the same time.</summary>
    /// <value>Default: 4; 1 to 256. A shard's turn comes when those that it continues are done.</value>
    public int MaxConcurrentShards { get; set; } = 4;

    /// <summary>Gets what is sent, and in which form: the same options as the publisher's.</summary>
    /// <value><see cref="CdcPublisherOptions.TopicArn"/> and the topics of tables have no effect; a message's limits are also those of snapshots.</value>
    public CdcPublisherOptions Publisher { get; } = new() { MaxChangesPerMessage = 100 };

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
    public void Validate() => new ReplayOptionsValidator().ThrowIfInvalid(this);
}
