using Amazon.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Worker.Services;

/// <summary>The application's AWS clients, or ones made from the environment where there are none.</summary>
internal sealed class WorkerClients(IServiceProvider services) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, object> _own = [];

    /// <exception cref="InvalidOperationException">There is no client, and no Region to make one for.</exception>
    public TClient Get<TClient>(Func<TClient> create)
        where TClient : class
    {
        if (services.GetService<TClient>() is { } registered) return registered;
        lock (_gate)
        {
            if (_own.TryGetValue(typeof(TClient), out var made)) return (TClient)made;
            try
            {
                var client = create();
                _own[typeof(TClient)] = client;
                return client;
            }
            catch (AmazonClientException error)
            {
                throw new InvalidOperationException(
                    "No AWS client can be made: no Region is configured. Set AWS_REGION, or a region in the profile that AWS_PROFILE names, or "
                    + $"AWS_ENDPOINT_URL for a local endpoint, or register a {typeof(TClient).Name}.",
                    error);
            }
        }
    }

    public void Dispose()
    {
        foreach (var client in _own.Values) (client as IDisposable)?.Dispose();
    }
}
