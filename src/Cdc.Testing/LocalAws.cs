using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Testing.Hosting;
using Cdc.Worker;

namespace Cdc.Testing;

/// <summary>Runs DynamoDB with streams, SNS and SQS in memory, for unmodified AWS SDK clients in the same process.</summary>
/// <remarks>
/// Requests and answers use the real wire protocols: within the supported operations, what works here works against AWS. Any other call gets an error
/// that says so. Two instances share nothing, and nothing is kept on disk. For clients in other processes, put a <see cref="LocalAwsServer"/> in
/// front.
/// </remarks>
public sealed class LocalAws : IDisposable
{
    /// <summary>Stands in a client's settings and in queues' URLs; nothing listens there.</summary>
    internal const string BaseUrl = "http://localaws.invalid";

    private readonly LocalAwsHttpClientFactory _httpClientFactory;

    /// <summary>Starts with no tables, topics or queues.</summary>
    /// <param name="options">The Region, account, clock and faults; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentNullException">The Region, the clock or the faults are null.</exception>
    /// <exception cref="ArgumentException">The Region is empty.</exception>
    public LocalAws(LocalAwsOptions? options = null)
    {
        Options = options ?? new LocalAwsOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.ShardsPerStream ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Options.ShardsPerStream ?? 1, 256, nameof(options));
        if (Options.AccountId is not { Length: 12 } account || !account.All(char.IsAsciiDigit))
            throw new ArgumentOutOfRangeException(nameof(options), Options.AccountId, "An account has twelve digits.");
        ArgumentException.ThrowIfNullOrEmpty(Options.Region, nameof(options));
        ArgumentNullException.ThrowIfNull(Options.TimeProvider, nameof(options));
        ArgumentNullException.ThrowIfNull(Options.Faults, nameof(options));
        Services = new ServiceHost(Options);
        _httpClientFactory = new LocalAwsHttpClientFactory(Services.Dispatcher);
    }

    /// <summary>Gets credentials that every SDK client accepts, and that give no access anywhere else.</summary>
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("local", "local");

    /// <summary>Gets the options that this was created with.</summary>
    public LocalAwsOptions Options { get; }

    /// <summary>Gets the factory that makes any SDK client talk to this instance without a socket.</summary>
    public HttpClientFactory HttpClientFactory => _httpClientFactory;

    internal ServiceHost Services { get; }

    /// <summary>Points a client's configuration at this instance.</summary>
    /// <typeparam name="TConfig">The client's configuration class.</typeparam>
    /// <param name="config">The configuration to change.</param>
    /// <returns>The same configuration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="config"/> is null.</exception>
    public TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ServiceURL = BaseUrl;
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

    /// <summary>Deletes every item whose time to live has run out, as DynamoDB does sooner or later.</summary>
    /// <returns>How many items were deleted. Their stream records say that DynamoDB deleted them.</returns>
    /// <remarks>
    /// It looks at the tables for which <c>UpdateTimeToLive</c> named an attribute, by the clock of <see cref="LocalAwsOptions.TimeProvider"/>
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html"/>). Nothing expires without this call.
    /// </remarks>
    public int ExpireItems() => Services.DynamoDb.ExpireItems();

    /// <summary>Closes every open shard of a table's stream and continues each in two, as DynamoDB does when a table grows.</summary>
    /// <param name="tableName">The table's name.</param>
    /// <returns>How many shards were split.</returns>
    /// <remarks>
    /// The new shards name the old one as their parent, and an item's later changes go to one of them. A reader gets an item's changes in order if it
    /// first reads the old shard to its end (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html"/>).
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such table, or its stream is off.</exception>
    public int SplitShards(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        var stream = Services.DynamoDb.FindTable(tableName)?.Stream
            ?? throw new ArgumentException($"There is no table '{tableName}' with a stream.", nameof(tableName));
        return stream.SplitAll();
    }

    /// <summary>Moves the services' clock for good; moves add up.</summary>
    /// <param name="by">How far: forward, or backward where negative; not zero, at most 365 days either way.</param>
    /// <remarks>
    /// From then on the clock differs from <see cref="LocalAwsOptions.TimeProvider"/>. Visibility timeouts, delays, retention and iterators follow
    /// it. A poll's waiting time does not.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The move is out of its range.</exception>
    public void MoveClock(TimeSpan by)
    {
        AwsFault.RequireJump(by);
        Services.Clock.Move(by);
    }

    /// <inheritdoc/>
    public void Dispose() => _httpClientFactory.Dispose();
}
