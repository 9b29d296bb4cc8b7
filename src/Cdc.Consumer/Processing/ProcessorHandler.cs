using Cdc.Core;

namespace Cdc.Consumer.Processing;

/// <summary>Lets a processor stand where a handler is expected.</summary>
internal sealed class ProcessorHandler<TKey>(IChangeProcessor<TKey> processor) : ICdcHandler<TKey>
    where TKey : notnull
{
    public Task HandleAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken) => processor.ProcessAsync(change, cancellationToken);
}
