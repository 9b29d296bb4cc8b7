using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Loading;

/// <summary>The application's DynamoDB client, or one made from the environment where there is none.</summary>
internal sealed class DynamoDbClientSource(IServiceProvider services) : IDisposable
{
    private readonly Lock _gate = new();
    private AmazonDynamoDBClient? _own;

    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public IAmazonDynamoDB Client
    {
        get
        {
            if (services.GetService<IAmazonDynamoDB>() is { } registered) return registered;
            lock (_gate) return _own ??= Create();
        }
    }

    public void Dispose() => _own?.Dispose();

    private static AmazonDynamoDBClient Create()
    {
        try
        {
            return new AmazonDynamoDBClient();
        }
        catch (AmazonClientException error)
        {
            throw new InvalidOperationException(
                "No DynamoDB client can be made: no Region is configured. Set AWS_REGION, or a region in the profile that AWS_PROFILE names, or "
                + "AWS_ENDPOINT_URL for a local endpoint, or register an IAmazonDynamoDB.",
                error);
        }
    }
}
