namespace OrdersDemo.Parts;

/// <summary>The listener: a host that can be killed and started anew.</summary>
internal sealed class ListenerPart(Func<IHost> build) : IAsyncDisposable
{
    private static readonly CancellationToken _noTime = new(canceled: true);

    private IHost? _host;

    public bool IsRunning => _host is not null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var host = build();
        try
        {
            await host.StartAsync(cancellationToken);
        }
        catch
        {
            await PartHost.DisposeAsync(host);
            throw;
        }

        _host = host;
    }

    /// <summary>Stops the listener without giving it time to finish.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host) return;
        try
        {
            await host.StopAsync(_noTime);
        }
        catch (OperationCanceledException)
        {
            // Expected: there was no time to stop in order.
        }

        await PartHost.DisposeAsync(host);
    }

    /// <summary>Stops the listener when it has finished what it handles.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host) return;
        await host.StopAsync();
        await PartHost.DisposeAsync(host);
    }
}
