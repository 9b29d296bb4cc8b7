using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>Every topic of the account, with its subscriptions.</summary>
internal sealed class SnsState(LocalAwsOptions options, SqsState sqs)
{
    public LocalAwsOptions Options { get; } = options;

    public SqsState Sqs { get; } = sqs;
}
