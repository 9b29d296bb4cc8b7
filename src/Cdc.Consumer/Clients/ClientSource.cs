using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cdc.Consumer.Clients;

/// <summary>The application's client of an AWS service, or one made from the environment where there is none.</summary>
/// <param name="services">Where the application's client would be.</param>
/// <param name="service">The service's name: "SQS".</param>
/// <param name="create">Makes a client.</param>
internal sealed class ClientSource<TClient>(IServiceProvider services, string service, Func<TClient> create) : IDisposable
    where TClient : class, IDisposable
{
    private readonly Lock _gate = new();
    private TClient? _own;

    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public TClient Client
    {
        get
        {
            if (services.GetService<TClient>() is { } registered) return registered;
            lock (_gate) return _own ??= Create();
        }
    }

    /// <summary>Gets the client that is registered under a consumer's name, or else the one for all.</summary>
    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public TClient Of(string consumer) => services.GetKeyedService<TClient>(consumer) ?? Client;

    public void Dispose() => _own?.Dispose();

    private TClient Create()
    {
        try
        {
            return create();
        }
        catch (AmazonClientException error)
        {
            throw new InvalidOperationException(
                $"No {service} client can be made: no Region is configured. Set AWS_REGION, or a region in the profile that AWS_PROFILE names, or "
                + $"AWS_ENDPOINT_URL for a local endpoint, or register an {typeof(TClient).Name}.",
                error);
        }
    }
}

/// <summary>Registers sources of clients.</summary>
internal static class ClientSource
{
    public static void AddSqs(IServiceCollection services) =>
        services.TryAddSingleton(provider => new ClientSource<IAmazonSQS>(provider, "SQS", () => new AmazonSQSClient()));

    public static void AddDynamoDb(IServiceCollection services) =>
        services.TryAddSingleton(provider => new ClientSource<IAmazonDynamoDB>(provider, "DynamoDB", () => new AmazonDynamoDBClient()));
}
