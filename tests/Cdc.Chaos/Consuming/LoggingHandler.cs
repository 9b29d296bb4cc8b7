using Cdc.Chaos.Verifying;
using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.Chaos.Consuming;

/// <summary>
/// A handler that takes its time now and then, and long for some items, fails now and then, and rejects some items' changes; of single changes, or of batches whose changes
/// fail one by one, and now and then all together.
/// </summary>
internal sealed class LoggingHandler(ConsumerLogWriter log, Chance chance) : ICdcHandler<string>, ICdcBatchHandler<string>
{
    private const double Slow = 0.05;
    private const double Failing = 0.005;
    private const double FailingBatch = 0.01;
    private const int LongestMilliseconds = 30;
    private const int LongestOfSlowItems = 500;

    private readonly Lock _gate = new();

    public async Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
    {
        Write(ConsumerEventKind.Started, context.Change);
        var end = ConsumerEventKind.Failed;
        try
        {
            await PauseAsync(ItemKeys.IsSlow(context.Key), cancellationToken);
            if (Is(Failing)) throw new InvalidOperationException("Made to fail.");
            end = EndOf(context);
        }
        finally
        {
            Write(end, context.Change);
        }

        if (end == ConsumerEventKind.Rejected) throw new CdcRejectException("Made to be rejected.");
    }

    public async Task<CdcBatchResult> HandleAsync(CdcBatch<string> batch, CancellationToken cancellationToken)
    {
        foreach (var context in batch) Write(ConsumerEventKind.Started, context.Change);
        var ends = batch.ToDictionary(context => context, _ => ConsumerEventKind.Failed);
        try
        {
            await PauseAsync(batch.Any(context => ItemKeys.IsSlow(context.Key)), cancellationToken);
            if (Is(FailingBatch)) throw new InvalidOperationException("Made to fail, all together.");
            foreach (var context in batch) ends[context] = Is(Failing) ? ConsumerEventKind.Failed : EndOf(context);
        }
        finally
        {
            foreach (var context in batch) Write(ends[context], context.Change);
        }

        var result = CdcBatchResult.AllHandled;
        foreach (var (context, end) in ends)
        {
            if (end == ConsumerEventKind.Failed) result.Fail(context, new InvalidOperationException("Made to fail."));
            else if (end == ConsumerEventKind.Rejected) result.Set(context, CdcOutcome.DeadLetter("Made to be rejected."));
        }

        return result;
    }

    private static ConsumerEventKind EndOf(CdcContext<string> context) => ItemKeys.IsRejected(context.Key) ? ConsumerEventKind.Rejected : ConsumerEventKind.Succeeded;

    private void Write(ConsumerEventKind kind, CdcEnvelope<string> change) => log.Write(kind, change.Key, change.Sequence);

    private Task PauseAsync(bool isSlowItem, CancellationToken cancellationToken)
    {
        int milliseconds;
        lock (_gate) milliseconds = isSlowItem ? 1 + chance.Next(LongestOfSlowItems) : chance.Is(Slow) ? 1 + chance.Next(LongestMilliseconds) : 0;
        return milliseconds > 0 ? Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellationToken) : Task.CompletedTask;
    }

    private bool Is(double probability)
    {
        lock (_gate) return chance.Is(probability);
    }
}
