namespace Cdc.Testing.Faults;

/// <summary>Which operations there are, and which of them a kind of fault can strike.</summary>
internal static class FaultTargets
{
    private static readonly Dictionary<AwsService, string[]> _operations = new()
    {
        [AwsService.DynamoDb] =
        [
            "BatchGetItem", "BatchWriteItem", "CreateTable", "DeleteItem", "DeleteTable", "DescribeTable", "DescribeTimeToLive", "GetItem", "ListTables",
            "PutItem", "Query", "Scan", "TransactWriteItems", "UpdateItem", "UpdateTable", "UpdateTimeToLive",
        ],
        [AwsService.DynamoDbStreams] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"],
        [AwsService.Sns] =
        [
            "CreateTopic", "DeleteTopic", "GetSubscriptionAttributes", "GetTopicAttributes", "ListSubscriptions", "ListSubscriptionsByTopic", "ListTopics",
            "Publish", "PublishBatch", "SetSubscriptionAttributes", "SetTopicAttributes", "Subscribe", "Unsubscribe",
        ],
        [AwsService.Sqs] =
        [
            "CancelMessageMoveTask", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "CreateQueue", "DeleteMessage", "DeleteMessageBatch",
            "DeleteQueue", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues", "ListMessageMoveTasks", "ListQueues", "ListQueueTags",
            "PurgeQueue", "ReceiveMessage", "SendMessage", "SendMessageBatch", "SetQueueAttributes", "StartMessageMoveTask", "TagQueue", "UntagQueue",
        ],
    };

    /// <summary>Every operation of a service.</summary>
    public static IReadOnlyList<string> Operations(AwsService service) => _operations[service];

    /// <summary>Whether the kind strikes whole calls, whatever they do.</summary>
    public static bool IsOfCall(AwsFaultKind kind) => kind
        is AwsFaultKind.Latency or AwsFaultKind.Throttling or AwsFaultKind.InternalError or AwsFaultKind.ServiceUnavailable
        or AwsFaultKind.ConnectionReset or AwsFaultKind.AnswerLost or AwsFaultKind.ClockJump or AwsFaultKind.ExpiredIterator;

    public static bool IsTarget(AwsFaultRule rule, string operation) =>
        rule.Operation is { } only ? only == operation : CanStrike(rule.Service, operation, rule.Fault.Kind);

    /// <exception cref="ArgumentException">There is no such operation, or the kind cannot strike it.</exception>
    public static void Require(AwsService service, string? operation, AwsFaultKind kind)
    {
        if (operation is not null && !_operations[service].Contains(operation))
            throw new ArgumentException($"LocalAws has no operation '{operation}' of {service}.", nameof(operation));
        var candidates = operation is null ? _operations[service] : [operation];
        if (!candidates.Any(candidate => CanStrike(service, candidate, kind)))
            throw new ArgumentException($"A fault of the kind {kind} cannot strike {operation ?? "any operation"} of {service}.", nameof(operation));
    }

    private static bool CanStrike(AwsService service, string operation, AwsFaultKind kind) => kind switch
    {
        AwsFaultKind.PartialFailure => operation
            is "PublishBatch" or "SendMessageBatch" or "DeleteMessageBatch" or "ChangeMessageVisibilityBatch" or "BatchWriteItem" or "BatchGetItem",
        AwsFaultKind.DuplicateDelivery or AwsFaultKind.Reordering => operation == "ReceiveMessage",
        AwsFaultKind.EarlyVisibility => operation is "ReceiveMessage" or "ChangeMessageVisibility" or "ChangeMessageVisibilityBatch",
        AwsFaultKind.ExpiredIterator or AwsFaultKind.ShardSplit => service == AwsService.DynamoDbStreams && operation == "GetRecords",
        _ => true,
    };
}
