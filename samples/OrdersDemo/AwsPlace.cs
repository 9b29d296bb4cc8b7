using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Extensions.NETCore.Setup;
using Amazon.Runtime;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Worker;

namespace OrdersDemo;

/// <summary>An AWS emulator: where it is, and the clients that reach it.</summary>
/// <param name="Url">Where any program reaches it.</param>
/// <param name="InProcess">How this process reaches it without a socket; null where it does not.</param>
internal sealed record AwsPlace(Uri Url, HttpClientFactory? InProcess = null)
{
    private const string DefaultRegion = "us-east-1";

    private static readonly BasicAWSCredentials _credentials = new("local", "local");

    private static string Region => System.Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region : DefaultRegion;

    /// <summary>The environment variables that lead any AWS client here.</summary>
    public string Environment =>
        $"AWS_ENDPOINT_URL={Url} AWS_REGION={Region} AWS_ACCESS_KEY_ID={_credentials.GetCredentials().AccessKey} AWS_SECRET_ACCESS_KEY={_credentials.GetCredentials().SecretKey}";

    /// <summary>The same for the clients that the parts make themselves.</summary>
    public AWSOptions Options
    {
        get
        {
            var options = new AWSOptions { Credentials = _credentials, Region = RegionEndpoint.GetBySystemName(Region) };
            options.DefaultClientConfig.ServiceURL = Url.ToString();
            // The URL does not name the Region. Without this the SDK looks for it in files and variables with every single call.
            options.DefaultClientConfig.AuthenticationRegion = Region;
            return options;
        }
    }

    public AmazonDynamoDBClient CreateDynamoDbClient() => new(_credentials, Configure(new AmazonDynamoDBConfig()));

    public AmazonSQSClient CreateSqsClient() => new(_credentials, Configure(new AmazonSQSConfig()));

    public SnsClient CreateSnsClient() => new(_credentials, Configure(new SnsClientConfig()));

    public DynamoDbStreamsClient CreateStreamsClient() => new(_credentials, Configure(new DynamoDbStreamsClientConfig()));

    /// <summary>The settings that <see cref="Options"/> has no room for.</summary>
    public void Connect(ClientConfig config)
    {
        if (InProcess is not null) config.HttpClientFactory = InProcess;
    }

    private TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        config.ServiceURL = Url.ToString();
        config.AuthenticationRegion = Region;
        // By default the SDK tries DynamoDB for minutes: good for a service, too long for somebody who mistyped a URL.
        config.MaxErrorRetry = 3;
        Connect(config);
        return config;
    }
}
