using System.Net;
using Cdc.Testing.Faults;
using Cdc.Testing.Hosting;
using Cdc.Testing.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing;

/// <summary>Serves a <see cref="LocalAws"/> over HTTP on loopback: one port for all services.</summary>
/// <remarks>
/// Give SDK clients and the <c>aws</c> CLI the address as their endpoint URL (<c>AWS_ENDPOINT_URL</c>); any credentials and any
/// Region will do. The server listens on 127.0.0.1 alone.
/// </remarks>
public sealed class LocalAwsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalAwsServer(WebApplication app, LocalAws aws, Uri url)
    {
        _app = app;
        Aws = aws;
        Url = url;
    }

    /// <summary>Gets what is served.</summary>
    public LocalAws Aws { get; }

    /// <summary>Gets the endpoint URL, for example <c>http://127.0.0.1:4566</c>.</summary>
    public Uri Url { get; }

    /// <summary>Starts listening.</summary>
    /// <param name="aws">What to serve; the caller disposes of it.</param>
    /// <param name="port">The port, 0 to 65,535; 0, the default, takes a free one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalAwsServer> StartAsync(LocalAws aws, int port = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aws);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, aws.Services.Dispatcher));
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new LocalAwsServer(app, aws, new Uri(app.Urls.First()));
    }

    /// <summary>Stops listening; requests under way are cut off after a second.</summary>
    /// <returns>A task that ends when the port is free.</returns>
    public async ValueTask DisposeAsync()
    {
        // Sockets live on the real clock, whatever the services' clock is.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, AwsDispatcher dispatcher)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        string? target = context.Request.Headers["X-Amz-Target"];
        WireResponse answer;
        try
        {
            answer = await dispatcher.InvokeAsync(
                new WireRequest(
                    context.Request.Method,
                    $"{context.Request.Scheme}://{context.Request.Host}",
                    target,
                    context.Request.ContentType,
                    body.ToArray()),
                context.RequestAborted).ConfigureAwait(false);
        }
        catch (ConnectionResetException)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }
}
