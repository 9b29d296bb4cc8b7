using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using Cdc.Lambda;
using Cdc.Testing.Hosting;

namespace Cdc.Testing;

/// <summary>Runs DynamoDB with streams, SNS and SQS in memory, for unmodified AWS SDK clients in the same process.</summary>
/// <remarks>
/// Requests and answers are the real wire protocols, so what works against this works against AWS as far as the supported
/// operations go; everything else is answered with an error that says so. Nothing is shared between two instances, and nothing
/// is kept on disk. For clients in other processes, put a <see cref="LocalAwsServer"/> in front.
/// </remarks>
public sealed class LocalAws : IDisposable
{
    private readonly LocalAwsHttpClientFactory _httpClientFactory;

    /// <summary>Starts with no tables, topics or queues.</summary>
    /// <param name="options">The Region, account and clock; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public LocalAws(LocalAwsOptions? options = null)
    {
        Options = options ?? new LocalAwsOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.ShardsPerStream, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Options.ShardsPerStream, 256, nameof(options));
        if (Options.AccountId is not { Length: 12 } account || !account.All(char.IsAsciiDigit))
            throw new ArgumentOutOfRangeException(nameof(options), Options.AccountId, "An account has twelve digits.");
        Services = new ServiceHost(Options);
        _httpClientFactory = new LocalAwsHttpClientFactory(Services.Dispatcher);
    }

    /// <summary>Gets credentials that every SDK client accepts and that open nothing anywhere else.</summary>
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    /// <summary>Gets what this was set up with.</summary>
    public LocalAwsOptions Options { get; }

    /// <summary>Gets the factory that makes any SDK client talk to this instance without a socket.</summary>
    public HttpClientFactory HttpClientFactory => _httpClientFactory;

    internal ServiceHost Services { get; }

    /// <summary>Points a client's configuration at this instance.</summary>
    /// <typeparam name="TConfig">The client's configuration class.</typeparam>
    /// <param name="config">The configuration to change.</param>
    /// <returns>The same configuration.</returns>
    public TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ServiceURL = "http://localaws.invalid";
        config.AuthenticationRegion = Options.Region;
        config.HttpClientFactory = HttpClientFactory;
        return config;
    }

    /// <summary>Creates a DynamoDB client of this instance.</summary>
    /// <returns>A client that the caller disposes of.</returns>
    public AmazonDynamoDBClient CreateDynamoDbClient() => new(Credentials, Configure(new AmazonDynamoDBConfig()));

    /// <summary>Creates an SQS client of this instance.</summary>
    /// <returns>A client that the caller disposes of.</returns>
    public AmazonSQSClient CreateSqsClient() => new(Credentials, Configure(new AmazonSQSConfig()));

    /// <summary>Creates an SNS client of this instance.</summary>
    /// <returns>A client that the caller disposes of.</returns>
    public SnsClient CreateSnsClient() => new(Credentials, Configure(new SnsClientConfig()));

    /// <summary>Creates a DynamoDB Streams client of this instance.</summary>
    /// <returns>A client that the caller disposes of.</returns>
    public DynamoDbStreamsClient CreateStreamsClient() => new(Credentials, Configure(new DynamoDbStreamsClientConfig()));

    /// <summary>Deletes, as DynamoDB does by and by, every item whose time to live has run out.</summary>
    /// <returns>How many items were deleted. Their stream records say that DynamoDB did it.</returns>
    /// <remarks>
    /// Of the tables for which <c>UpdateTimeToLive</c> named an attribute, by the clock of <see cref="LocalAwsOptions.TimeProvider"/>
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html"/>). Nothing expires without this call.
    /// </remarks>
    public int ExpireItems() => Services.DynamoDb.ExpireItems();

    /// <inheritdoc/>
    public void Dispose() => _httpClientFactory.Dispose();
}
