using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Hosting;

/// <summary>The application's SQS client, or one made from the environment where there is none.</summary>
internal sealed class SqsClientSource(IServiceProvider services) : IDisposable
{
    private readonly Lock _gate = new();
    private AmazonSQSClient? _own;

    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public IAmazonSQS Client
    {
        get
        {
            if (services.GetService<IAmazonSQS>() is { } registered) return registered;
            lock (_gate) return _own ??= Create();
        }
    }

    public void Dispose() => _own?.Dispose();

    private static AmazonSQSClient Create()
    {
        try
        {
            return new AmazonSQSClient();
        }
        catch (AmazonClientException error)
        {
            throw new InvalidOperationException(
                "No SQS client can be made: no Region is configured. Set AWS_REGION, or a region in the profile that AWS_PROFILE names, or "
                + "AWS_ENDPOINT_URL for a local endpoint, or register an IAmazonSQS.",
                error);
        }
    }
}
