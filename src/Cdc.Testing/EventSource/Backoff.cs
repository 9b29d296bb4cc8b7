namespace Cdc.Testing.EventSource;

/// <summary>The wait before the next try: twice as long after each one that got nowhere.</summary>
internal sealed class Backoff(LocalEventSourceMappingOptions options)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Delay { get; private set; } = options.RetryDelay;

    public void Reset() => Delay = options.RetryDelay;

    /// <exception cref="OperationCanceledException">The mapping stops.</exception>
    public async Task WaitAsync(CancellationToken stopping)
    {
        await Task.Delay(Delay, options.TimeProvider, stopping).ConfigureAwait(false);
        Delay = Delay < Longest / 2 ? Delay * 2 : Longest;
    }
}
