using Microsoft.Extensions.Hosting;

namespace Cdc.Testing.Hosting;

/// <summary>Leaves Ctrl+C and SIGTERM to the process. The default lifetime would take them, and they would not end the process.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
