using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Processing;

/// <summary>Hands a change to a handler, in a scope of its own.</summary>
/// <param name="scopes">Makes the scope.</param>
/// <param name="resolveHandler">Finds the handler in it.</param>
internal sealed class HandlerProcessor<TKey>(IServiceScopeFactory scopes, Func<IServiceProvider, ICdcHandler<TKey>> resolveHandler) : IChangeProcessor<TKey>
    where TKey : notnull
{
    public async Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await resolveHandler(scope.ServiceProvider).HandleAsync(change, cancellationToken).ConfigureAwait(false);
        return ChangeOutcome.Handled;
    }
}
