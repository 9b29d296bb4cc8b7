using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Processing;

/// <summary>Hands each change to the handler: in a scope of its own, unless the handler needs none.</summary>
internal sealed class HandlerProcessor<TKey>(IServiceProvider services, HandlerSource<TKey> source) : IChangeProcessor<TKey>
    where TKey : notnull
{
    private static readonly Task<ChangeOutcome> _handled = Task.FromResult(ChangeOutcome.Handled);

    public Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        if (source.NeedsScope) return ProcessInScopeAsync(change, cancellationToken);
        var handling = source.Resolve(services).HandleAsync(change, cancellationToken);
        return handling.IsCompletedSuccessfully ? _handled : AwaitAsync(handling);
    }

    private static async Task<ChangeOutcome> AwaitAsync(Task handling)
    {
        await handling.ConfigureAwait(false);
        return ChangeOutcome.Handled;
    }

    private async Task<ChangeOutcome> ProcessInScopeAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await source.Resolve(scope.ServiceProvider).HandleAsync(change, cancellationToken).ConfigureAwait(false);
        }

        return ChangeOutcome.Handled;
    }
}
