using Cdc.Core;

namespace Cdc.Consumer.Processing;

/// <summary>Does with one change what is to be done; what it throws is a failure of the change's message.</summary>
internal interface IChangeProcessor<TKey>
{
    /// <summary>Processes a change; never two of one key at once.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancelled when the change has to be given back.</param>
    Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken);
}
