using Amazon.Runtime;
using Cdc.Tests.Emulators;

namespace Cdc.Testing.Tests;

/// <summary>Something that a contract suite runs against.</summary>
public abstract class AwsBackend : IAsyncLifetime
{
    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>What is served, where that is <see cref="LocalAws"/>.</summary>
    public virtual LocalAws Aws => throw new NotSupportedException();

    /// <summary>Who calls.</summary>
    public virtual AWSCredentials Credentials => LocalAws.Credentials;

    /// <summary>Whether an error that AWS words so is worded so here too.</summary>
    public virtual bool Says(string message) => true;

    /// <summary>Points a client's configuration at the backend.</summary>
    public abstract TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig;
}

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

/// <summary>moto_server: one for all tests, since its start takes seconds; each test keeps to names of its own.</summary>
/// <param name="region">The Region; one of its own for what lists everything of a Region.</param>
public sealed class MotoBackend(string region = MotoServer.Region) : AwsBackend
{
    private static readonly Lazy<Task<EmulatorProcess>> _shared = new(StartAsync);

    private Uri? _url;

    public override async Task InitializeAsync() => _url = (await _shared.Value).Url;

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

    private static async Task<EmulatorProcess> StartAsync()
    {
        var process = await MotoServer.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Dispose();
        return process;
    }
}

/// <summary>DynamoDB Local: one for all tests, in which each backend's access key has tables of its own.</summary>
public sealed class DynamoDbLocalBackend : AwsBackend
{
    private static readonly Lazy<Task<EmulatorProcess>> _shared = new(StartAsync);

    private Uri? _url;

    public override AWSCredentials Credentials { get; } = new BasicAWSCredentials($"{Guid.NewGuid():N}", "local");

    /// <summary>What reads expressions is AWS's; around it are words of its own.</summary>
    public override bool Says(string message) => message.StartsWith("Invalid ", StringComparison.Ordinal) && message.Contains("Expression: ", StringComparison.Ordinal);

    public override async Task InitializeAsync() => _url = (await _shared.Value).Url;

    public override Task DisposeAsync() => Task.CompletedTask;

    public override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _url!.ToString();
        config.AuthenticationRegion = MotoServer.Region;
        return config;
    }

    private static async Task<EmulatorProcess> StartAsync()
    {
        var process = await DynamoDbLocal.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Dispose();
        return process;
    }
}
