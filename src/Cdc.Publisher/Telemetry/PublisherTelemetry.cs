using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cdc.Telemetry;

namespace Cdc.Publisher.Telemetry;

/// <summary>The package's spans and metrics, by OpenTelemetry's messaging conventions where those have a name.</summary>
/// <remarks><see href="https://opentelemetry.io/docs/specs/semconv/messaging/"/></remarks>
internal static class PublisherTelemetry
{
    public static readonly ActivitySource Source = new(CdcPublisherTelemetry.SourceName);

    private static readonly Meter _meter = new(CdcPublisherTelemetry.MeterName);

    private static readonly Counter<long> _read = Records("read", "Records in the events that were handled.");
    private static readonly Counter<long> _published = Records("published", "Records that SNS took.");
    private static readonly Counter<long> _filtered = Records("filtered", "Records that the settings or a rule left out.");
    private static readonly Counter<long> _coalesced = Records("coalesced", "Records left out because a newer change of their key went out.");
    private static readonly Counter<long> _already = Records("already_published", "Records that this process had published before.");
    private static readonly Counter<long> _parked = Records("parked", "Records that SNS would not take, and went to the parking topic.");
    private static readonly Counter<long> _skipped = Records("skipped", "Records that SNS would not take, and were left out.");
    private static readonly Counter<long> _failed = Records("failed", "Records that were not done with, and are sent again.");
    private static readonly Counter<long> _withoutImage = Records("without_image", "Records without an image that a setting or a rule needs.");
    private static readonly Counter<long> _retried = Records("retried", "Second and later tries of a record.");
    private static readonly Histogram<double> _lag = _meter.CreateHistogram("cdc.publisher.lag", "s", "Time from a change to its publishing.", advice: Buckets.Lag);
    private static readonly Counter<long> _sent = _meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Messages that were sent to SNS, whether it took them or not.");
    private static readonly Histogram<double> _duration =
        _meter.CreateHistogram("messaging.client.operation.duration", "s", "Duration of a PublishBatch.", advice: Buckets.Duration);

    /// <summary>Whether somebody listens to spans.</summary>
    public static bool IsTraced => Source.HasListeners();

    /// <summary>Starts the span of one call; null where nobody listens.</summary>
    public static Activity? StartSend(string topicName, string topicArn, int messages, IReadOnlyList<ActivityLink> links) => IsTraced
        ? Source.StartActivity($"send {topicName}", ActivityKind.Producer, default(ActivityContext), TagsOf(topicName, topicArn, messages), links)
        : null;

    /// <summary>Notes that a call has ended.</summary>
    public static void Ended(string topicName, int messages, string? error, Activity? activity, TimeSpan duration)
    {
        if (activity is not null && error is not null)
        {
            activity.SetTag("error.type", error);
            activity.SetStatus(ActivityStatusCode.Error);
        }

        if (!_sent.Enabled && !_duration.Enabled) return;
        var tags = new TagList
        {
            { "messaging.system", "aws.sns" },
            { "messaging.operation.name", "publish_batch" },
            { "messaging.destination.name", topicName },
        };
        if (error is not null) tags.Add("error.type", error);
        _sent.Add(messages, tags);
        _duration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Whether somebody wants to know how late changes are.</summary>
    public static bool IsLagMeasured => _lag.Enabled;

    public static void WithoutImage() => _withoutImage.Add(1);

    public static void Retried(int records) => _retried.Add(records);

    public static void Lag(TimeSpan lag, string topicName) =>
        _lag.Record(Math.Max(0, lag.TotalSeconds), new KeyValuePair<string, object?>("messaging.destination.name", topicName));

    public static void Count(int records, CdcPublishResult result)
    {
        _read.Add(records);
        Add(_published, result.Published);
        Add(_filtered, result.Filtered);
        Add(_coalesced, result.Coalesced);
        Add(_already, result.AlreadyPublished);
        Add(_parked, result.Parked);
        Add(_skipped, result.Skipped);
        Add(_failed, records - result.Published - result.Filtered - result.Coalesced - result.AlreadyPublished - result.Parked - result.Skipped);
    }

    private static void Add(Counter<long> counter, int count)
    {
        if (count > 0) counter.Add(count);
    }

    private static ActivityTagsCollection TagsOf(string topicName, string topicArn, int messages) => new()
    {
        ["messaging.system"] = "aws.sns",
        ["messaging.operation.name"] = "publish_batch",
        ["messaging.operation.type"] = "send",
        ["messaging.destination.name"] = topicName,
        ["aws.sns.topic.arn"] = topicArn,
        ["messaging.batch.message_count"] = messages,
    };

    private static Counter<long> Records(string what, string description) => _meter.CreateCounter<long>("cdc.publisher.records." + what, "{record}", description);
}
