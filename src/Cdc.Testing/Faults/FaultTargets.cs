namespace Cdc.Testing.Faults;

/// <summary>Says which operations a kind of fault can strike.</summary>
internal static class FaultTargets
{
    /// <summary>Whether the kind strikes whole calls, whatever they do.</summary>
    public static bool IsOfCall(AwsFaultKind kind) => kind
        is AwsFaultKind.Latency or AwsFaultKind.Throttling or AwsFaultKind.InternalError or AwsFaultKind.ServiceUnavailable
        or AwsFaultKind.ConnectionReset or AwsFaultKind.AnswerLost or AwsFaultKind.ClockJump or AwsFaultKind.ExpiredIterator;

    public static bool IsTarget(AwsFaultRule rule, string operation) =>
        rule.Operation is { } only ? only == operation : CanStrike(rule.Service, operation, rule.Fault.Kind);

    /// <param name="service">The service to strike.</param>
    /// <param name="operations">All of its operations.</param>
    /// <param name="operation">The operation to strike; null for every one that the kind can strike.</param>
    /// <param name="kind">What happens.</param>
    /// <exception cref="ArgumentException">There is no such operation, or the kind cannot strike it.</exception>
    public static void Require(AwsService service, IReadOnlyCollection<string> operations, string? operation, AwsFaultKind kind)
    {
        if (operation is not null && !operations.Contains(operation))
            throw new ArgumentException($"LocalAws has no operation '{operation}' of {service}.", nameof(operation));
        var candidates = operation is null ? operations : [operation];
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
