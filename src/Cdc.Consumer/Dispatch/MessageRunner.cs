using Cdc.Consumer.Acknowledging;
using Cdc.Consumer.Logging;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Dispatch;

/// <summary>Hands a message's changes to the handler, in a scope of their own, and acknowledges the message when all are handled.</summary>
internal sealed class MessageRunner<TKey>(
    IServiceScopeFactory scopes,
    Func<IServiceProvider, ICdcHandler<TKey>> resolveHandler,
    SettlementBatcher deletes,
    SettlementBatcher releases,
    ILogger logger,
    CancellationToken abandon) : IMessageRunner<TKey>
    where TKey : notnull
{
    public async Task<bool> RunAsync(HeldMessage<TKey> message)
    {
        CdcEnvelope<TKey>? current = null;
        try
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var handler = resolveHandler(scope.ServiceProvider);
                foreach (var change in message.Changes)
                {
                    current = change;
                    await handler.HandleAsync(change, abandon).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            logger.HandlerCancelled(message.Receipt.MessageId, current?.Id, current?.Sequence);
            await releases.AddAsync(message.Receipt).ConfigureAwait(false);
            return false;
        }
#pragma warning disable CA1031 // Whatever a handler throws is a failure of its message alone.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (current is null) logger.HandlerNotCreated(error, message.Receipt.MessageId, message.ReceiveCount);
            else logger.HandlerFailed(error, message.Receipt.MessageId, current.Id, current.Sequence, message.ReceiveCount);
            return false;
        }

        await deletes.AddAsync(message.Receipt).ConfigureAwait(false);
        return true;
    }

    public async Task ReleaseAsync(HeldMessage<TKey> message) => await releases.AddAsync(message.Receipt).ConfigureAwait(false);
}
