using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using Cdc.Lambda;
using Cdc.Testing;

namespace Cdc.EndToEnd.Tests;

/// <summary>An AWS that the chain runs on: clients for it.</summary>
public abstract class ChainBackend : IAsyncLifetime
{
    protected static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    public AmazonDynamoDBClient CreateDynamoDbClient() => new(Credentials, Configure(new AmazonDynamoDBConfig()));

    public AmazonSQSClient CreateSqsClient() => new(Credentials, Configure(new AmazonSQSConfig()));

    public SnsClient CreateSnsClient() => new(Credentials, Configure(new SnsClientConfig()));

    public DynamoDbStreamsClient CreateStreamsClient() => new(Credentials, Configure(new DynamoDbStreamsClientConfig()));

    /// <summary>Says why the backend cannot be used here; null where it can.</summary>
    public virtual string? Absent => null;

    /// <summary>Whether the stream's binary values are base64 of base64, which AWS's are not.</summary>
    public virtual bool EncodesBinaryTwice => false;

    protected abstract TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig;
}

/// <summary><see cref="LocalAws"/> without a socket.</summary>
public sealed class InProcessBackend : ChainBackend
{
    public LocalAws Aws { get; } = new();

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync()
    {
        Aws.Dispose();
        return Task.CompletedTask;
    }

    protected override TConfig Configure<TConfig>(TConfig config) => Aws.Configure(config);
}

/// <summary><see cref="LocalAws"/> over HTTP.</summary>
public sealed class HttpBackend : ChainBackend
{
    private readonly LocalAws _aws = new();
    private LocalAwsServer? _server;

    public override async Task InitializeAsync() => _server = await LocalAwsServer.StartAsync(_aws);

    public override async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _aws.Dispose();
    }

    protected override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _server!.Url.ToString();
        config.AuthenticationRegion = _aws.Options.Region;
        return config;
    }
}
