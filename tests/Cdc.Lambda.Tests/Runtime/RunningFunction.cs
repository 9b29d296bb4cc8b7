using System.Text;
using Cdc.Core;
using Cdc.Lambda.Runtime;
using Cdc.StandardOutput;
using Cdc.Testing;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>A handler on the loop, and the Runtime API that it asks.</summary>
internal sealed class RunningFunction : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly RuntimeApi _client;

    private RunningFunction(LocalLambdaRuntimeApi api, Func<Stream, LambdaInvocation, Task<Stream>> handler, int loops)
    {
        Api = api;
        var log = LogTo(Log);
        _client = new RuntimeApi(new Uri($"http://{api.Address}/2018-06-01/runtime/"), log);
        Running = new RuntimeLoop(_client, handler, loops, log).RunAsync(_stopping.Token);
    }

    public LocalLambdaRuntimeApi Api { get; }

    /// <summary>What was told.</summary>
    public StringWriter Log { get; } = new() { NewLine = "\n" };

    public Task Running { get; }

    public static async Task<RunningFunction> StartAsync(
        Func<Stream, LambdaInvocation, Task<Stream>> handler, int loops = 1, LocalLambdaRuntimeApiOptions? options = null) =>
        new(await LocalLambdaRuntimeApi.StartAsync(options), handler, loops);

    /// <summary>The runtime's log in a writer, as text.</summary>
    public static ILogger LogTo(TextWriter writer) =>
        new StandardOutputLogger(RuntimeLog.Category, LogLevel.Information, LogLine.Text, (_, line) => writer.WriteLine(line));

    public static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    public static async Task<string> ReadAsync(Stream stream) => await new StreamReader(stream).ReadToEndAsync();

    public async Task<string> InvokeAsync(string functionEvent) => await ReadAsync(await Api.InvokeAsync(Text(functionEvent)));

    public Task StopAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Running;
        _client.Dispose();
        await Api.DisposeAsync();
        _stopping.Dispose();
    }
}
