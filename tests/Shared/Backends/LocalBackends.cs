using Cdc.Testing;

namespace Cdc.Tests.Backends;

/// <summary><see cref="LocalAws"/> through its <see cref="LocalAws.HttpClientFactory"/>.</summary>
public sealed class InProcessBackend(LocalAwsOptions? options = null) : AwsBackend
{
    private readonly LocalAws _aws = new(options);

    public override LocalAws Aws => _aws;

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync()
    {
        _aws.Dispose();
        return Task.CompletedTask;
    }

    public override TConfig Configure<TConfig>(TConfig config) => _aws.Configure(config);
}

/// <summary><see cref="LocalAws"/> over HTTP on loopback.</summary>
public sealed class HttpBackend(LocalAwsOptions? options = null) : AwsBackend
{
    private readonly LocalAws _aws = new(options);
    private LocalAwsServer? _server;

    public override LocalAws Aws => _aws;

    public override async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(_aws);

    public override async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _aws.Dispose();
    }

    public override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _server!.Url.ToString();
        config.AuthenticationRegion = _aws.Options.Region;
        return config;
    }
}
