using Cdc.Consumer.Processing;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Handling;

/// <summary>Has each change processed alone, inside its span.</summary>
internal sealed class ProcessorPipeline<TKey>(IChangeProcessor<TKey> processor, ConsumerTelemetry telemetry, TimeProvider time) : IChangePipeline
    where TKey : notnull
{
    public int MaxBatchSize => 1;

    public TimeSpan MaxBatchWait => TimeSpan.Zero;

    public async ValueTask RunAsync(IReadOnlyList<ChangeDelivery> changes, CancellationToken cancellationToken)
    {
        var delivery = (ChangeDelivery<TKey>)changes[0];
        var change = delivery.Change;
        var span = telemetry.StartProcess(delivery.Message, change);
        var startedAt = time.GetTimestamp();
        try
        {
            if (await processor.ProcessAsync(change, cancellationToken).ConfigureAwait(false) == ChangeOutcome.Stale)
            {
                delivery.Stale();
                telemetry.Stale();
            }
            else
            {
                delivery.Handled();
            }
        }
#pragma warning disable CA1031 // Whatever a handler throws is the change's failure.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is CdcRejectException) delivery.Rejected(error);
            else delivery.Failed(error);
        }

        telemetry.Processed(change, startedAt, span, delivery.Error);
    }
}
