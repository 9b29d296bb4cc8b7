using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>The attributes of a queue that can be set, checked; what was not set has SQS's default.</summary>
internal sealed record QueueSettings
{
    private static readonly Dictionary<string, (int Minimum, int Maximum, int Default)> _numbers = new(StringComparer.Ordinal)
    {
        ["DelaySeconds"] = (0, 900, 0),
        ["KmsDataKeyReusePeriodSeconds"] = (60, 86_400, 300),
        ["MaximumMessageSize"] = (1024, SqsLimits.MessageBytes, SqsLimits.MessageBytes),
        ["MessageRetentionPeriod"] = (60, 1_209_600, 345_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20, 0),
        ["VisibilityTimeout"] = (0, 43_200, 30),
    };

    private static readonly ImmutableSortedDictionary<string, string> _standard = _numbers
        .Where(number => number.Key != "KmsDataKeyReusePeriodSeconds")
        .ToImmutableSortedDictionary(number => number.Key, number => number.Value.Default.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal)
        .Add("SqsManagedSseEnabled", "true");

    private static readonly ImmutableSortedDictionary<string, string> _fifo = _standard
        .Add("FifoQueue", "true")
        .Add("ContentBasedDeduplication", "false")
        .Add("DeduplicationScope", "queue")
        .Add("FifoThroughputLimit", "perQueue");

    private QueueSettings(ImmutableSortedDictionary<string, string> values)
    {
        Values = values;
        Delay = Seconds("DelaySeconds");
        Retention = Seconds("MessageRetentionPeriod");
        Visibility = Seconds("VisibilityTimeout");
        Wait = Seconds("ReceiveMessageWaitTimeSeconds");
        MaximumMessageBytes = int.Parse(values["MaximumMessageSize"], CultureInfo.InvariantCulture);
        RedriveAllow = values.TryGetValue("RedriveAllowPolicy", out var allowed) && RedriveAllowPolicy.TryParse(allowed, out var allow) ? allow : RedriveAllowPolicy.All;
        Redrive = values.TryGetValue("RedrivePolicy", out var json) && RedrivePolicy.TryParse(json, out var redrive) ? redrive : null;
    }

    /// <summary>Every attribute as <c>GetQueueAttributes</c> returns it.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; }

    public TimeSpan Delay { get; }

    public TimeSpan Retention { get; }

    public TimeSpan Visibility { get; }

    public TimeSpan Wait { get; }

    public int MaximumMessageBytes { get; }

    public RedrivePolicy? Redrive { get; }

    public RedriveAllowPolicy RedriveAllow { get; }

    public bool IsFifo => Values.ContainsKey("FifoQueue");

    public bool DeduplicatesContent => Values.TryGetValue("ContentBasedDeduplication", out var value) && value == "true";

    public bool DeduplicatesWithinGroup => Values.TryGetValue("DeduplicationScope", out var value) && value == "messageGroup";

    public static QueueSettings Default(bool fifo) => new(fifo ? _fifo : _standard);

    /// <summary>These settings with some of them changed.</summary>
    /// <exception cref="AwsServiceException">An attribute is unknown, or its value is not one that SQS takes.</exception>
    public QueueSettings With(IEnumerable<KeyValuePair<string, string>> changes)
    {
        var (values, set) = (Values, changes.ToList());
        if (set.Exists(change => change is { Key: "SqsManagedSseEnabled", Value: "true" }) && set.Exists(change => change is { Key: "KmsMasterKeyId", Value.Length: > 0 }))
            throw SqsErrors.TwoEncryptions();
        foreach (var (name, value) in set)
        {
            Check(name, value);
            if (name is "KmsMasterKeyId" or "SqsManagedSseEnabled") values = Encrypted(values, name, value);
            // An empty policy takes the policy away.
            values = value.Length == 0 ? values.Remove(name) : values.SetItem(name, name == "FifoQueue" ? "true" : value);
        }

        if (values.TryGetValue("FifoThroughputLimit", out var limit) && limit == "perMessageGroupId" && values["DeduplicationScope"] != "messageGroup")
            throw SqsErrors.InvalidAttributeValue("FifoThroughputLimit");
        return new(values);
    }

    /// <summary>A queue is encrypted in one way: a key of KMS ends that of SQS, and the other way round.</summary>
    private static ImmutableSortedDictionary<string, string> Encrypted(ImmutableSortedDictionary<string, string> values, string name, string value) => (name, value) switch
    {
        ("KmsMasterKeyId", { Length: > 0 }) => values.SetItem("SqsManagedSseEnabled", "false"),
        ("SqsManagedSseEnabled", "true") => values.Remove("KmsMasterKeyId").Remove("KmsDataKeyReusePeriodSeconds"),
        _ => values,
    };

    private void Check(string name, string value)
    {
        var isValid = name switch
        {
            "FifoQueue" => IsFifo ? IsTrue(value) : throw SqsErrors.InvalidAttributeName(name),
            "ContentBasedDeduplication" => IsFifo ? value is "true" or "false" : throw SqsErrors.InvalidAttributeName(name),
            "DeduplicationScope" => IsFifo ? value is "queue" or "messageGroup" : throw SqsErrors.InvalidAttributeName(name),
            "FifoThroughputLimit" => IsFifo ? value is "perQueue" or "perMessageGroupId" : throw SqsErrors.InvalidAttributeName(name),
            "SqsManagedSseEnabled" => value is "true" or "false",
            "KmsMasterKeyId" => true,
            "Policy" => value.Length == 0 || IsJsonObject(value),
            "RedriveAllowPolicy" => value.Length == 0 || RedriveAllowPolicy.TryParse(value, out _),
            "RedrivePolicy" => value.Length == 0 || RedrivePolicy.TryParse(value, out var policy) && policy.MaxReceiveCount is not null,
            _ => IsNumberInRange(name, value),
        };
        if (!isValid) throw SqsErrors.InvalidAttributeValue(name);
    }

    /// <summary>Whether the text of <c>FifoQueue</c> says yes, in whatever case.</summary>
    public static bool IsTrue(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumberInRange(string name, string value) =>
        _numbers.TryGetValue(name, out var range)
            ? int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= range.Minimum && number <= range.Maximum
            : throw SqsErrors.InvalidAttributeName(name);

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(int.Parse(Values[name], CultureInfo.InvariantCulture));
}
