namespace Cdc.Tests.Waiting;

/// <summary>Ends a test whose wait would never end.</summary>
internal static class HangGuard
{
    /// <summary>How long anything is waited for; only a test that fails ever waits this long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Looks again and again, for what tells of no change.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var hangs = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await condition())
        {
            hangs.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
