namespace Cdc.Testing.EventSource.Streams;

/// <summary>What follows an invocation: the batches to send next, in order, and what is given up.</summary>
/// <param name="Next">The batches to send; empty where nothing is left to do.</param>
/// <param name="GivenUp">What was tried often enough; null for nothing.</param>
/// <param name="Progresses">Whether records were accepted or given up, or the batch got smaller.</param>
internal sealed record RetryPlan(IReadOnlyList<StreamBatch> Next, StreamBatch? GivenUp, bool Progresses)
{
    /// <summary>Plans by Lambda's rules.</summary>
    /// <remarks>
    /// Splitting consumes no retry. If the first record failed, there is nothing before it to split off. The batch is then halved, so that splitting
    /// always ends at the record that fails.
    /// <see href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html"/>
    /// </remarks>
    /// <param name="batch">What the function was invoked with.</param>
    /// <param name="accepted">How many records, from the first on, it accepted.</param>
    /// <param name="bisects">Whether batches are split.</param>
    /// <param name="maximumRetryAttempts">The most failures but one; -1 for no limit.</param>
    public static RetryPlan After(StreamBatch batch, int accepted, bool bisects, int maximumRetryAttempts)
    {
        var rest = batch.From(accepted);
        if (rest.Records.Count == 0) return new([], null, true);
        if (bisects && accepted > 0) return new([rest], null, true);
        if (bisects && rest.Records.Count > 1)
        {
            var half = rest.Records.Count / 2;
            return new([rest.First(half), rest.From(half)], null, true);
        }

        rest = rest with { Failures = rest.Failures + 1 };
        return maximumRetryAttempts >= 0 && rest.Failures > maximumRetryAttempts
            ? new([], rest, true)
            : new([rest], null, accepted > 0);
    }
}
