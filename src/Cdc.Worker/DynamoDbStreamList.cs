namespace Cdc.Worker;

/// <summary>Holds one page of the account's streams.</summary>
/// <param name="StreamArns">The streams' ARNs.</param>
/// <param name="LastEvaluatedStreamArn">Where the next page starts; null where there is none.</param>
public sealed record DynamoDbStreamList(IReadOnlyList<string> StreamArns, string? LastEvaluatedStreamArn);
