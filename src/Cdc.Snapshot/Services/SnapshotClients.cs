using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Snapshot.Services;

/// <summary>The application's AWS clients, or ones made from the environment where there are none.</summary>
internal sealed class SnapshotClients(IServiceProvider services) : IDisposable
{
    private readonly List<IDisposable> _own = [];

    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public TClient Get<TClient>(Func<TClient> create)
        where TClient : class
    {
        if (services.GetService<TClient>() is { } registered) return registered;
        try
        {
            var client = create();
            if (client is IDisposable own) _own.Add(own);
            return client;
        }
        catch (AmazonClientException error)
        {
            throw new InvalidOperationException(
                $"No AWS client can be made: no Region is configured. Set AWS_REGION, or a region in the profile that AWS_PROFILE names, or register a {typeof(TClient).Name}.", error);
        }
    }

    public void Dispose()
    {
        foreach (var client in _own) client.Dispose();
    }
}
