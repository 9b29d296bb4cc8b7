namespace Cdc.Testing.EventSource.Streams;

/// <summary>Gives a batch to the function until it has accepted each record, or a rule gives the record up.</summary>
internal sealed class BatchDelivery(StreamMapping mapping, string shardId)
{
    private readonly LocalEventSourceMappingOptions _options = mapping.Options;

    /// <exception cref="OperationCanceledException">The mapping stops, and not all records were accepted.</exception>
    public async Task DeliverAsync(IReadOnlyList<StreamEventRecord> records, CancellationToken stopping)
    {
        var backoff = mapping.CreateBackoff();
        var waiting = new Stack<StreamBatch>([new StreamBatch(records)]);
        while (waiting.TryPop(out var batch))
        {
            stopping.ThrowIfCancellationRequested();
            batch = await GiveUpTooOldAsync(batch, stopping).ConfigureAwait(false);
            if (batch.Records.Count == 0) continue;

            var plan = await InvokeAsync(batch).ConfigureAwait(false);
            if (plan.GivenUp is { } givenUp) await GiveUpAsync(givenUp, DiscardCondition.RetryAttemptsExhausted, stopping).ConfigureAwait(false);
            if (plan.Progresses) backoff.Reset();
            if (plan.Next.Count == 0) continue;

            foreach (var next in plan.Next.Reverse()) waiting.Push(next);
            MappingLog.SendingAgain(mapping.Logger, plan.Next.Sum(next => next.Records.Count), plan.Next[0].Records[0].Id, backoff.Delay.TotalMilliseconds);
            await backoff.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    private async Task<RetryPlan> InvokeAsync(StreamBatch batch)
    {
        var result = await mapping.Function.InvokeAsync(batch.Records).ConfigureAwait(false);
        if (result.Kind == InvocationKind.Throttled) return new RetryPlan([batch], null, false);

        batch = batch with { Invocations = batch.Invocations + 1, RequestId = Guid.NewGuid().ToString(), EndedInError = result.Kind == InvocationKind.FunctionError };
        return RetryPlan.After(batch, CountAccepted(batch, result), _options.BisectBatchOnFunctionError, _options.MaximumRetryAttempts);
    }

    /// <summary>How many records come before the first that failed.</summary>
    private int CountAccepted(StreamBatch batch, InvocationResult result)
    {
        if (result.Kind == InvocationKind.FunctionError) return 0;
        if (!_options.ReportBatchItemFailures) return batch.Records.Count;
        return BatchResponse.Failed(result.Answer, batch.Records) switch
        {
            null => 0,
            { Count: 0 } => batch.Records.Count,
            var failed => failed.Min(),
        };
    }

    private async Task<StreamBatch> GiveUpTooOldAsync(StreamBatch batch, CancellationToken stopping)
    {
        var tooOld = RecordAge.CountTooOld(batch.Records, _options.MaximumRecordAge, mapping.Time.GetUtcNow(), mapping.Time.Now());
        if (tooOld == 0) return batch;
        await GiveUpAsync(batch.First(tooOld), DiscardCondition.RecordAgeExceeded, stopping).ConfigureAwait(false);
        return batch.From(tooOld);
    }

    /// <summary>Tells the on-failure destination. The mapping does not go past the records before the destination knows.</summary>
    private async Task GiveUpAsync(StreamBatch batch, DiscardCondition condition, CancellationToken stopping)
    {
        MappingLog.GivenUp(mapping.Logger, batch.Records.Count, shardId, batch.Records[0].Id, batch.Records[^1].Id, condition.ToString());
        mapping.Progress.GiveUp(batch.Records.Count);
        if (_options.OnFailure is not { } destination) return;

        var from = new DiscardedFrom(mapping.StreamArn, shardId, _options.FunctionArn);
        var message = DiscardedBatchJson.Write(batch, condition, from, mapping.Time.GetUtcNow());
        var backoff = mapping.CreateBackoff();
        while (true)
        {
            try
            {
                await destination.SendAsync(message, stopping).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                MappingLog.DestinationFailed(mapping.Logger, error, destination.Arn, backoff.Delay.TotalMilliseconds);
                await backoff.WaitAsync(stopping).ConfigureAwait(false);
            }
        }
    }
}
