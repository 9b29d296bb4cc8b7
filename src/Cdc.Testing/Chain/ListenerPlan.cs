using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Testing.Chain;

/// <summary>A listener as it was asked for: with services, a function, or neither.</summary>
internal sealed record ListenerPlan(string Name, LocalCdcListenerOptions Options)
{
    public Action<IServiceCollection, LocalCdcListener>? ConfigureServices { get; init; }

    public Func<Stream, Task<Stream>>? Function { get; init; }

    public LocalQueueMappingOptions? Mapping { get; init; }
}
