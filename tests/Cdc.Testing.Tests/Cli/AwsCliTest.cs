using System.Text.Json;

namespace Cdc.Testing.Tests.Cli;

/// <summary>A LocalAws that the <c>aws</c> command reaches, and the test in process.</summary>
public abstract class AwsCliTest : IAsyncLifetime
{
    private LocalAwsServer? _server;
    private AwsCli? _cli;

    protected LocalAws Aws { get; } = new();

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(Aws);
        _cli = new AwsCli(_server.Url);
    }

    public async Task DisposeAsync()
    {
        _cli?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        Aws.Dispose();
    }

    /// <summary>Runs a command that answers nothing.</summary>
    protected async Task DoAsync(params string[] arguments) => (await _cli!.RunAsync(arguments)).Should().BeNull();

    /// <summary>Runs a command that answers JSON.</summary>
    protected async Task<JsonElement> AskAsync(params string[] arguments) =>
        await _cli!.RunAsync(arguments) ?? throw new InvalidOperationException($"aws {string.Join(' ', arguments)} answered nothing.");

    protected Task<string> FailAsync(params string[] arguments) => _cli!.FailAsync(arguments);

    protected static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;
}
