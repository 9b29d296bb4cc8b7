namespace Cdc.Testing.EventSource.Queues;

/// <summary>Gathers a batch, gives it to the function and deletes what the function accepted, again and again.</summary>
internal sealed class QueueWorker(QueueMapping mapping, MappedQueue queue)
{
    private readonly MessageGatherer _messages = new(mapping, queue);
    private readonly MessageDeleter _deleter = new(mapping);
    private readonly Backoff _backoff = mapping.CreateBackoff();

    /// <summary>Runs until it is told to stop; no failure ends it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await _backoff.TryAsync(() => WorkAsync(stopping), "the queue", mapping.Logger, stopping).ConfigureAwait(false))
        {
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        var batch = await _messages.GatherAsync(stopping).ConfigureAwait(false);
        _backoff.Reset();
        var accepted = await InvokeAsync(batch, stopping).ConfigureAwait(false);
        if (accepted.Count < batch.Count)
        {
            MappingLog.MessagesStay(mapping.Logger, batch.Count - accepted.Count);
            // Messages that were received behind a failed one must come again after it.
            if (mapping.IsFifo) _messages.Forget();
        }

        await _deleter.DeleteAsync(accepted, stopping).ConfigureAwait(false);
    }

    /// <summary>Invokes the function. While it is throttled, this tries again, until the messages would come again anyway.</summary>
    /// <returns>The messages that the function accepted.</returns>
    private async Task<IReadOnlyList<QueueEventRecord>> InvokeAsync(IReadOnlyList<QueueEventRecord> batch, CancellationToken stopping)
    {
        var throttled = mapping.CreateBackoff();
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var result = await mapping.Function.InvokeAsync(batch).ConfigureAwait(false);
            if (result.Kind != InvocationKind.Throttled) return Accepted(batch, result);
            if (mapping.Time.Now() + throttled.Delay - batch[0].ReceivedAt >= queue.Visibility) return [];
            await throttled.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<QueueEventRecord> Accepted(IReadOnlyList<QueueEventRecord> batch, InvocationResult result)
    {
        if (result.Kind == InvocationKind.FunctionError) return [];
        if (!mapping.Options.ReportBatchItemFailures) return batch;
        return BatchResponse.Failed(result.Answer, batch) is { } failed ? [.. batch.Where((_, index) => !failed.Contains(index))] : [];
    }
}
