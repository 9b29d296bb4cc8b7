using Cdc.Testing.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.Chain;

/// <summary>A host of services, for a listener or the worker.</summary>
internal static class HostedPart
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Builds a host that has nothing but what is registered: no settings, no console.</summary>
    public static IHost Build(Action<IServiceCollection> configure, ILoggerFactory loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddSingleton(loggers);
        return builder.Build();
    }

    /// <summary>Stops a host, and waits a while for what it has under way.</summary>
    public static async ValueTask StopAsync(IHost host)
    {
        using var patience = new CancellationTokenSource(_patience, TimeProvider.System);
        try
        {
            await host.StopAsync(patience.Token).ConfigureAwait(false);
        }
        finally
        {
            if (host is IAsyncDisposable disposable) await disposable.DisposeAsync().ConfigureAwait(false);
            else host.Dispose();
        }
    }
}
