using Cdc.Tests.Emulators;

namespace Cdc.EndToEnd.Tests;

/// <summary>moto_server, an AWS emulator by others.</summary>
public sealed class MotoBackend : ChainBackend, IDisposable
{
    private EmulatorProcess? _process;

    public override string? Absent => MotoServer.Absent;

    // AttributeValue.B is base64 once (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html).
    public override bool EncodesBinaryTwice => true;

    public override async Task InitializeAsync()
    {
        if (Absent is null) _process = await MotoServer.StartAsync();
    }

    public override Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _process?.Dispose();

    protected override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _process!.Url.ToString();
        config.AuthenticationRegion = MotoServer.Region;
        return config;
    }
}
