using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Queue;

/// <summary>What <c>AddCdcQueueHandler</c> was called with.</summary>
internal sealed record QueueRegistration<TKey>(string Name, CdcKeyFormat<TKey> KeyFormat)
{
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static QueueRegistration<TKey> Of(IServiceProvider services)
    {
        var all = services.GetServices<QueueRegistration<TKey>>().ToList();
        return all.Count == 1
            ? all[0]
            : throw new InvalidOperationException(
                $"AddCdcQueueHandler was called {all.Count} times for keys of type {typeof(TKey).Name}; call it once on the services of a function.");
    }
}
