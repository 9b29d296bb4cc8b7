using Aspire.Hosting.ApplicationModel;
using Cdc.Testing;

namespace Cdc.Aspire.Hosting;

/// <summary>The local AWS of <c>Cdc.Testing</c> as a resource of an app host: DynamoDB with streams, SNS and SQS at one address of this machine.</summary>
/// <remarks>It runs in the app host's process, and keeps nothing: each start begins without tables, topics and queues.</remarks>
public sealed class LocalAwsResource : Resource, IResourceWithWaitSupport
{
    private readonly TaskCompletionSource<LocalAwsServer> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates the resource. <see cref="LocalAwsBuilderExtensions.AddLocalAws"/> does it for an app host.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port on 127.0.0.1; 0 for a free one.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty, or no name that Aspire takes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 0 to 65,535.</exception>
    public LocalAwsResource(string name, int port = 0)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, System.Net.IPEndPoint.MaxPort);
        Port = port;
    }

    /// <summary>Gets the port that was asked for; 0 for a free one.</summary>
    public int Port { get; }

    /// <summary>Gets the local AWS once the app host has started it, to set up tables and queues from the app host, for example.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The server; the app host disposes of it.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task<LocalAwsServer> GetServerAsync(CancellationToken cancellationToken = default) => _started.Task.WaitAsync(cancellationToken);

    internal LocalAwsServer? Server => _started.Task.IsCompletedSuccessfully ? _started.Task.Result : null;

    internal async Task<LocalAwsServer> StartAsync(CancellationToken cancellationToken)
    {
        var aws = new LocalAws();
        try
        {
            var server = await LocalAwsServer.StartAsync(aws, Port, cancellationToken).ConfigureAwait(false);
            _started.SetResult(server);
            return server;
        }
        catch (Exception error)
        {
            aws.Dispose();
            _started.TrySetException(error);
            throw;
        }
    }
}
