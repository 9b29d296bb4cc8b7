using System.Globalization;
using Amazon.SQS;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>Runs workers on a queue: as many as there may be invocations at once.</summary>
internal sealed class QueuePoller(QueueMapping mapping)
{
    /// <summary>Runs until it is told to stop, and ends when no worker runs any more; no failure ends it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (await FindAsync(stopping).ConfigureAwait(false) is not { } queue) return;
        // Each worker has its own thread, so that a function that never yields does not block the other workers.
        var workers = Enumerable.Range(0, mapping.Options.MaximumConcurrency).Select(_ => new QueueWorker(mapping, queue));
        await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(stopping), CancellationToken.None))).ConfigureAwait(false);
    }

    private async Task<MappedQueue?> FindAsync(CancellationToken stopping)
    {
        MappedQueue? queue = null;
        var backoff = mapping.CreateBackoff();
        while (queue is null && await backoff.TryAsync(DescribeAsync, "the queue's attributes", mapping.Logger, stopping).ConfigureAwait(false))
        {
        }

        return queue;

        async Task DescribeAsync()
        {
            string[] names = [QueueAttributeName.QueueArn, QueueAttributeName.VisibilityTimeout];
            var answer = await mapping.Sqs.GetQueueAttributesAsync(mapping.QueueUrl, [.. names], stopping).ConfigureAwait(false);
            var visibility = int.Parse(answer.Attributes[QueueAttributeName.VisibilityTimeout], CultureInfo.InvariantCulture);
            queue = new MappedQueue(answer.Attributes[QueueAttributeName.QueueArn], TimeSpan.FromSeconds(visibility));
        }
    }
}
