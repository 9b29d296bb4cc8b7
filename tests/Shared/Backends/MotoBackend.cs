using Cdc.Tests.Emulators;

namespace Cdc.Tests.Backends;

/// <summary>moto_server: one for all tests, since its start takes seconds; each test keeps to names of its own.</summary>
/// <param name="region">The Region; one of its own for what lists everything of a Region.</param>
public sealed class MotoBackend(string region = MotoServer.Region) : AwsBackend
{
    private static readonly SharedEmulator _shared = new(MotoServer.StartAsync);

    private Uri? _url;

    public override string? Absent => MotoServer.Absent;

    // AttributeValue.B is base64 once (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html).
    public override bool EncodesBinaryTwice => true;

    public override async Task InitializeAsync() => _url = await _shared.UrlAsync();

    public override Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Its words are its own.</summary>
    public override bool Says(string message) => false;

    public override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _url!.ToString();
        config.AuthenticationRegion = region;
        config.MaxErrorRetry = 0; // where it fails it does so each time
        return config;
    }
}
