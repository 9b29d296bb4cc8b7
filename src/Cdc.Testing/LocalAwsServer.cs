using System.Net;
using Cdc.Testing.Faults;
using Cdc.Testing.Hosting;
using Cdc.Testing.Protocol;
using Microsoft.AspNetCore.Http;

namespace Cdc.Testing;

/// <summary>Serves a <see cref="LocalAws"/> over HTTP on loopback: one port for all services.</summary>
/// <remarks>
/// Give SDK clients and the <c>aws</c> CLI the address as their endpoint URL (<c>AWS_ENDPOINT_URL</c>); any credentials and any Region will do. The
/// server listens on 127.0.0.1 alone. It refuses what a web page could make a browser send: a request whose <c>Host</c> is no loopback name
/// (127.0.0.1, localhost, [::1] or below .localhost), and one whose <c>Origin</c> is not the server's own. It also refuses bodies over 64 MiB.
/// </remarks>
public sealed class LocalAwsServer : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private LocalAwsServer(LoopbackServer server, LocalAws aws) => (_server, Aws) = (server, aws);

    /// <summary>Gets what is served.</summary>
    public LocalAws Aws { get; }

    /// <summary>Gets the endpoint URL, for example <c>http://127.0.0.1:4566</c>.</summary>
    public Uri Url => _server.Url;

    /// <summary>Starts listening.</summary>
    /// <param name="aws">What to serve; the caller disposes of it.</param>
    /// <param name="port">The port, 0 to 65,535; 0, the default, takes a free one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="aws"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalAwsServer> StartAsync(LocalAws aws, int port = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aws);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);

        return new LocalAwsServer(
            await LoopbackServer.StartAsync(port, context => AnswerAsync(context, aws.Services.Dispatcher), cancellationToken).ConfigureAwait(false), aws);
    }

    /// <summary>Stops listening; requests under way are cut off after a second.</summary>
    /// <returns>A task that ends when the port is free.</returns>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

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
                    body.ToArray())
                { TraceHeader = context.Request.Headers["X-Amzn-Trace-Id"] },
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
