namespace Cdc.Testing.EventSource;

/// <summary>The wait before the next try: twice as long after each one that got nowhere.</summary>
internal sealed class Backoff(TimeSpan first, TimeProvider time)
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _tries;

    /// <summary>How long the next wait is.</summary>
    public TimeSpan Delay => first * Math.Pow(2, _tries) is var delay && delay < Longest ? delay : Longest;

    public void Reset() => _tries = 0;

    /// <exception cref="OperationCanceledException">The mapping stops.</exception>
    public async Task WaitAsync(CancellationToken stopping)
    {
        await Task.Delay(Delay, time, stopping).ConfigureAwait(false);
        _tries = Delay < Longest ? _tries + 1 : _tries;
    }
}
