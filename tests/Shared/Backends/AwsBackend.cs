using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Testing;
using Cdc.Worker;

namespace Cdc.Tests.Backends;

/// <summary>An AWS for one test: <see cref="LocalAws"/>, or an emulator by others.</summary>
public abstract class AwsBackend : IAsyncLifetime
{
    /// <summary>Why it cannot be used here; null where it can.</summary>
    public virtual string? Absent => null;

    /// <summary>What is served, where that is <see cref="LocalAws"/>.</summary>
    public virtual LocalAws Aws => throw new NotSupportedException();

    /// <summary>Whether a stream's binary values are base64 of base64, which AWS's are not.</summary>
    public virtual bool EncodesBinaryTwice => false;

    protected virtual AWSCredentials Credentials => LocalAws.Credentials;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Whether an error that AWS words so is worded so here too.</summary>
    public virtual bool Says(string message) => true;

    /// <summary>Points a client's configuration at the backend.</summary>
    public abstract TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig;

    public AmazonDynamoDBClient CreateDynamoDbClient() => new(Credentials, Configure(new AmazonDynamoDBConfig()));

    public AmazonSQSClient CreateSqsClient() => new(Credentials, Configure(new AmazonSQSConfig()));

    public SnsClient CreateSnsClient() => new(Credentials, Configure(new SnsClientConfig()));

    public DynamoDbStreamsClient CreateStreamsClient() => new(Credentials, Configure(new DynamoDbStreamsClientConfig()));
}
