using Cdc.Chaos.Verifying;
using Cdc.Consumer;

namespace Cdc.Chaos.Consuming;

/// <summary>A handler that takes its time now and then, fails now and then, and rejects some items' changes.</summary>
internal sealed class LoggingHandler(ConsumerLogWriter log, Chance chance) : ICdcHandler<string>
{
    private const double Slow = 0.05;
    private const double Failing = 0.005;
    private const int LongestMilliseconds = 30;

    private readonly Lock _gate = new();

    public async Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
    {
        log.Write(ConsumerEventKind.Started, context.Key, context.Change.Sequence);
        var end = ConsumerEventKind.Failed;
        try
        {
            var (pause, fails) = Draw();
            if (pause > TimeSpan.Zero) await Task.Delay(pause, TimeProvider.System, cancellationToken);
            if (fails) throw new InvalidOperationException("Made to fail.");
            end = ItemKeys.IsRejected(context.Key) ? ConsumerEventKind.Rejected : ConsumerEventKind.Succeeded;
        }
        finally
        {
            log.Write(end, context.Key, context.Change.Sequence);
        }

        if (end == ConsumerEventKind.Rejected) throw new CdcRejectException("Made to be rejected.");
    }

    private (TimeSpan Pause, bool Fails) Draw()
    {
        lock (_gate) return (chance.Is(Slow) ? TimeSpan.FromMilliseconds(1 + chance.Next(LongestMilliseconds)) : TimeSpan.Zero, chance.Is(Failing));
    }
}
