using Cdc.Chaos.Verifying;
using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.Chaos.Consuming;

/// <summary>Logs when a mark is read, and when one was moved.</summary>
internal sealed class LoggingMarks(IHighWaterMarkStore inner, ConsumerLogWriter log) : IHighWaterMarkStore
{
    public ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken)
    {
        log.Write(ConsumerEventKind.MarkRead, ItemOf(key));
        return inner.ReadAsync(key, cancellationToken);
    }

    public async ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken)
    {
        await inner.AdvanceAsync(key, handled, cancellationToken);
        log.Write(ConsumerEventKind.Marked, ItemOf(key), handled);
    }

    private static string ItemOf(HighWaterMarkKey key) => key.Key.Trim('"');
}
