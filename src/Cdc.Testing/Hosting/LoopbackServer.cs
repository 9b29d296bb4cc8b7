using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.Hosting;

/// <summary>An HTTP server on 127.0.0.1 that leaves signals and logs alone, and answers no web page of elsewhere.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // More than the largest request that any of the services takes: 16 MB of items to write, as JSON.
    private const long MostBodyBytes = 64 * 1024 * 1024;

    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app) => (_app, Url) = (app, new Uri(app.Urls.First()));

    public Uri Url { get; }

    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="answer">Answers each request of this machine's programs.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackServer> StartAsync(int port, RequestDelegate answer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            // What is too large for a service is answered as the service does; here ends what would fill the memory. A debugger may take its time.
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        app.Run(LoopbackGuard.Before(answer));
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new LoopbackServer(app);
    }

    /// <summary>Stops listening; requests under way are cut off after a second.</summary>
    public async ValueTask DisposeAsync()
    {
        // Sockets live on the real clock, whatever the services' clock is.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
