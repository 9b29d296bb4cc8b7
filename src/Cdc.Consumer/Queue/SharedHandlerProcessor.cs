using Cdc.Consumer.Processing;
using Cdc.Core;

namespace Cdc.Consumer.Queue;

/// <summary>Hands every change to one handler.</summary>
internal sealed class SharedHandlerProcessor<TKey>(ICdcHandler<TKey> handler) : IChangeProcessor<TKey>
    where TKey : notnull
{
    public async Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        await handler.HandleAsync(change, cancellationToken).ConfigureAwait(false);
        return ChangeOutcome.Handled;
    }
}
