using System.Collections.Concurrent;
using System.Net;
using Cdc.Core;
using Cdc.Lambda.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>A request as the loop sent it.</summary>
public sealed record RuntimeRequest(string Name, string Connection, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A Runtime API that answers what a test wants: the status for each request, and the usual headers of an invocation.</summary>
internal sealed class StubRuntimeApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<RuntimeRequest, int, int> _status;
    private int _requests;

    private StubRuntimeApi(WebApplication app, Func<RuntimeRequest, int, int> status)
    {
        _app = app;
        _status = status;
        app.Run(AnswerAsync);
    }

    public ConcurrentQueue<RuntimeRequest> Requests { get; } = [];

    /// <summary>The headers of an invocation that are not sent.</summary>
    public HashSet<string> LeftOut { get; } = [];

    public string Deadline { get; set; } = "1795341600000";

    public Uri Url => new($"{_app.Urls.First()}/2018-06-01/runtime/");

    /// <summary>Host and port, as Lambda gives them to a function.</summary>
    public string Address => Url.Authority;

    /// <param name="status">The status for a request and its number, from 0.</param>
    public static async Task<StubRuntimeApi> StartAsync(Func<RuntimeRequest, int, int> status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var stub = new StubRuntimeApi(builder.Build(), status);
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>Runs a handler on it until the loop ends.</summary>
    public async Task RunAsync(Func<Stream, LambdaInvocation, Task<Stream>> handler, int loops = 1)
    {
        using var api = new RuntimeApi(Url, NullLogger.Instance);
        await new RuntimeLoop(api, handler, loops, NullLogger.Instance).RunAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var request = new RuntimeRequest(
            $"{context.Request.Method} {context.Request.Path.Value!.Replace("/2018-06-01/runtime/", "", StringComparison.Ordinal)}",
            context.Connection.Id,
            body,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        Requests.Enqueue(request);
        // Counted apart: of two requests at once each must have a number of its own.
        context.Response.StatusCode = _status(request, Interlocked.Increment(ref _requests) - 1);
        if (context.Response.StatusCode != StatusCodes.Status200OK) return;

        Send("Lambda-Runtime-Aws-Request-Id", "r-1");
        Send("Lambda-Runtime-Invocation-Id", "i-1");
        Send("Lambda-Runtime-Deadline-Ms", Deadline);
        Send("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:f");
        await context.Response.WriteAsync("{}");

        void Send(string name, string value)
        {
            if (!LeftOut.Contains(name)) context.Response.Headers[name] = value;
        }
    }
}
