using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cdc.Tests.Publishing;

/// <summary>An HTTP server that gives one answer to all, and keeps what it was sent.</summary>
internal sealed class RequestListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RequestListener(WebApplication app, string answer)
    {
        _app = app;
        app.Run(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            Requests.Enqueue((body, context.Request.Headers.Authorization.ToString()));
            await context.Response.WriteAsync(answer);
        });
    }

    public ConcurrentQueue<(string Body, string Authorization)> Requests { get; } = [];

    public string Url => _app.Urls.First();

    public static async Task<RequestListener> StartAsync(string answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var listener = new RequestListener(builder.Build(), answer);
        await listener._app.StartAsync();
        return listener;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
