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
        var handling = Resolve(services).HandleAsync(change, cancellationToken);
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
            await Resolve(scope.ServiceProvider).HandleAsync(change, cancellationToken).ConfigureAwait(false);
        }

        return ChangeOutcome.Handled;
    }

    private ICdcHandler<TKey> Resolve(IServiceProvider provider)
    {
        try
        {
            return source.Resolve(provider);
        }
#pragma warning disable CA1031 // Whatever a constructor throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new HandlerCreationException(error);
        }
    }
}
