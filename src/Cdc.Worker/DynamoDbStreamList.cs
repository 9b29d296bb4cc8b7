namespace Cdc.Worker;

/// <summary>Holds one page of the account's streams.</summary>
public sealed record DynamoDbStreamList
{
    /// <summary>Gets the streams' ARNs.</summary>
    public required IReadOnlyList<string> StreamArns { get; init; }

    /// <summary>Gets where the next page starts.</summary>
    /// <value>Default: null, where there is none.</value>
    public string? LastEvaluatedStreamArn { get; init; }
}
