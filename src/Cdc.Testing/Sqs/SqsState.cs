namespace Cdc.Testing.Sqs;

/// <summary>Every queue of the account.</summary>
internal sealed class SqsState(LocalAwsOptions options)
{
    public LocalAwsOptions Options { get; } = options;
}
