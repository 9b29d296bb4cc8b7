using System.Globalization;
using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>The operations on queues themselves.</summary>
internal sealed class SqsQueueOperations(SqsState state)
{
    private static readonly string[] _computed =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible",
        "CreatedTimestamp", "LastModifiedTimestamp", "QueueArn",
    ];

    private static readonly string[] _grantable =
        ["*", "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl"];

    private static readonly string[] _mayBeUnset =
    [
        "ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit", "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId",
        "Policy", "RedriveAllowPolicy", "RedrivePolicy",
    ];

    /// <summary>Held from when a policy is read until it is written.</summary>
    private readonly Lock _permissions = new();

    public void Create(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        request.Allow("QueueName", "Attributes", "tags");
        var queue = state.Create(request.RequiredText("QueueName"), request.Map("Attributes"), request.Map("tags"));
        output.WriteString("QueueUrl", UrlOf(call, queue));
    }

    public void GetUrl(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        request.Allow("QueueName", "QueueOwnerAWSAccountId");
        if (!state.TryGet(request.RequiredText("QueueName"), out var queue)
            || (request.Text("QueueOwnerAWSAccountId") ?? state.Options.AccountId) != state.Options.AccountId)
            throw SqsErrors.QueueDoesNotExist();
        output.WriteString("QueueUrl", UrlOf(call, queue));
    }

    public void List(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        request.Allow("QueueNamePrefix", "MaxResults", "NextToken");
        var prefix = request.Text("QueueNamePrefix") ?? "";
        WriteUrls(call, request, output, "QueueUrls", state.Queues.Where(queue => queue.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    public void ListDeadLetterSources(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        var target = request.Allow("QueueUrl", "MaxResults", "NextToken").Queue(state);
        WriteUrls(call, request, output, "queueUrls", state.Queues.Where(queue => queue.Settings.Redrive?.TargetArn == target.Arn));
    }

    public void Delete(SqsInput request) => state.Delete(request.Allow("QueueUrl").Queue(state));

    public void Purge(SqsInput request) => request.Allow("QueueUrl").Queue(state).Purge();

    public void GetAttributes(SqsInput request, Utf8JsonWriter output)
    {
        var queue = request.Allow("QueueUrl", "AttributeNames").Queue(state);
        var names = request.Texts("AttributeNames");
        var values = AttributesOf(queue);
        if (names.FirstOrDefault(name => name != "All" && !values.ContainsKey(name) && !_mayBeUnset.Contains(name)) is { } unknown)
            throw SqsErrors.InvalidAttributeName(unknown);
        var wanted = values.Where(value => names.Contains("All") || names.Contains(value.Key)).ToList();
        if (wanted.Count == 0) return;
        output.WriteStartObject("Attributes");
        foreach (var (name, value) in wanted) output.WriteString(name, value);
        output.WriteEndObject();
    }

    public void SetAttributes(SqsInput request)
    {
        var queue = request.Allow("QueueUrl", "Attributes").Queue(state);
        var changes = request.Map("Attributes");
        if (changes.Count == 0) throw SqsErrors.MissingParameter("Attribute.Name");
        if (changes.Keys.FirstOrDefault(name => name == "FifoQueue" || _computed.Contains(name)) is { } fixedAttribute)
            throw SqsErrors.InvalidAttributeName(fixedAttribute);
        state.Change(queue, changes);
    }

    public void AddPermission(SqsInput request)
    {
        var queue = request.Allow("QueueUrl", "Label", "AWSAccountIds", "Actions").Queue(state);
        var (label, accounts, actions) = (request.RequiredText("Label"), request.Texts("AWSAccountIds"), request.Texts("Actions"));
        if (accounts.Count == 0) throw SqsErrors.MissingParameter("AWSAccountId");
        if (actions.Count == 0) throw SqsErrors.MissingParameter("ActionName");
        if (label.Length > 80 || !label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            throw SqsErrors.InvalidParameterValue("Label", label, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
        if (actions.FirstOrDefault(action => !_grantable.Contains(action)) is { } action)
            throw SqsErrors.InvalidParameterValue("ActionName", action, "Please refer to the appropriate WSDL for a list of valid actions.");
        ChangePolicy(queue, policy => AccessPolicy.Has(policy, label)
            ? throw SqsErrors.InvalidParameterValue("Label", label, "Already exists.")
            : AccessPolicy.With(policy, $"{queue.Arn}/SQSDefaultPolicy", label, accounts, [.. actions.Select(name => $"SQS:{name}")], queue.Arn));
    }

    public void RemovePermission(SqsInput request)
    {
        var queue = request.Allow("QueueUrl", "Label").Queue(state);
        var label = request.RequiredText("Label");
        ChangePolicy(queue, policy => AccessPolicy.Has(policy, label)
            ? AccessPolicy.Without(policy!, label) ?? ""
            : throw SqsErrors.InvalidParameterValue("Label", label, "can't find label."));
    }

    public void Tag(SqsInput request)
    {
        var queue = request.Allow("QueueUrl", "Tags").Queue(state);
        queue.Tag(request.Map("Tags"));
    }

    public void Untag(SqsInput request)
    {
        var queue = request.Allow("QueueUrl", "TagKeys").Queue(state);
        queue.Untag(request.Texts("TagKeys"));
    }

    public void ListTags(SqsInput request, Utf8JsonWriter output)
    {
        var tags = request.Allow("QueueUrl").Queue(state).Tags;
        if (tags.Count == 0) return;
        output.WriteStartObject("Tags");
        foreach (var (key, value) in tags) output.WriteString(key, value);
        output.WriteEndObject();
    }

    private static SortedDictionary<string, string> AttributesOf(SqsQueue queue)
    {
        var (visible, inFlight, delayed) = queue.Count();
        return new(queue.Settings.Values.ToDictionary(), StringComparer.Ordinal)
        {
            ["ApproximateNumberOfMessages"] = Number(visible),
            ["ApproximateNumberOfMessagesDelayed"] = Number(delayed),
            ["ApproximateNumberOfMessagesNotVisible"] = Number(inFlight),
            ["CreatedTimestamp"] = Number(queue.CreatedAt.ToUnixTimeSeconds()),
            ["LastModifiedTimestamp"] = Number(queue.ModifiedAt.ToUnixTimeSeconds()),
            ["QueueArn"] = queue.Arn,
        };
    }

    private void ChangePolicy(SqsQueue queue, Func<string?, string> change)
    {
        lock (_permissions) state.Change(queue, [new("Policy", change(queue.Settings.Values.GetValueOrDefault("Policy")))]);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private string UrlOf(AwsCall call, SqsQueue queue) => $"{call.BaseUrl}/{state.Options.AccountId}/{queue.Name}";

    /// <summary>A page of the queues; the token of the next page is the last name of this one.</summary>
    private void WriteUrls(AwsCall call, SqsInput request, Utf8JsonWriter output, string member, IEnumerable<SqsQueue> queues)
    {
        var maximum = request.Number("MaxResults", 1, 1000);
        var after = request.Text("NextToken");
        if (after is not null && maximum is null) throw SqsErrors.MissingParameter("MaxResults");
        var rest = queues.Where(queue => after is null || string.CompareOrdinal(queue.Name, after) > 0).ToList();
        var page = rest.Take(maximum ?? 1000).ToList();
        if (page.Count == 0) return;
        output.WriteStartArray(member);
        foreach (var queue in page) output.WriteStringValue(UrlOf(call, queue));
        output.WriteEndArray();
        if (maximum is not null && page.Count < rest.Count) output.WriteString("NextToken", page[^1].Name);
    }
}
