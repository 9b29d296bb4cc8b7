namespace Cdc.Testing.DynamoDb;

/// <summary>Every table of the account, with its items and its stream.</summary>
internal sealed class DynamoDbState(LocalAwsOptions options)
{
    public LocalAwsOptions Options { get; } = options;
}
