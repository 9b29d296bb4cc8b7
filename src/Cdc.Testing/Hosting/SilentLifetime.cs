using Microsoft.Extensions.Hosting;

namespace Cdc.Testing.Hosting;

/// <summary>Leaves Ctrl+C and SIGTERM to the process; the default lifetime takes them, and the process would not end by them.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
