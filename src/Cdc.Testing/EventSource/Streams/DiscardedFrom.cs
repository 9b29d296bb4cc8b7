namespace Cdc.Testing.EventSource.Streams;

/// <summary>Where discarded records come from, and which function they were for.</summary>
internal sealed record DiscardedFrom(string StreamArn, string ShardId, string FunctionArn);

/// <summary>Why records are given up, in Lambda's words.</summary>
internal enum DiscardCondition
{
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}
