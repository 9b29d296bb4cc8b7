namespace Cdc.Testing.EventSource;

/// <summary>A mapping's loop in the background. It starts when this is created, and stops when this is disposed of.</summary>
internal sealed class Polling : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="run">The loop, which ends when its token is cancelled and nothing is under way any more.</param>
    public Polling(Func<CancellationToken, Task> run) => _running = Task.Run(() => run(_stopping.Token));

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.ConfigureAwait(false);
        }
        finally
        {
            _stopping.Dispose();
        }
    }
}
