namespace OrdersDemo.Faults;

/// <summary>The faults of the listener's handler, which can be switched while it runs.</summary>
internal sealed class HandlerFaults(TimeProvider timeProvider)
{
    private static readonly TimeSpan _slowness = TimeSpan.FromSeconds(2);

    private volatile bool _fail;
    private volatile bool _slow;

    public bool Fail
    {
        get => _fail;
        set => _fail = value;
    }

    public bool Slow
    {
        get => _slow;
        set => _slow = value;
    }

    /// <exception cref="InvalidOperationException">The handler is to fail.</exception>
    public async Task StrikeAsync(CancellationToken cancellationToken)
    {
        if (_slow) await Task.Delay(_slowness, timeProvider, cancellationToken);
        if (_fail) throw new InvalidOperationException("switched to fail");
    }
}
