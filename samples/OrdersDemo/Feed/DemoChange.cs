using Cdc.Core;

namespace OrdersDemo.Feed;

/// <summary>One change and what was seen of it. Not thread-safe: the feed's gate guards it.</summary>
internal sealed class DemoChange(long number, string orderId, ChangeOperation operation, DateTimeOffset firstSeen)
{
    private readonly long?[] _times = new long?[Enum.GetValues<Hop>().Length];

    public string OrderId => orderId;

    public ChangeOperation Operation => operation;

    public string? EventId { get; set; }

    /// <summary>The feed's version at which this last changed.</summary>
    public long Version { get; set; }

    /// <summary>The message as it went to SNS.</summary>
    public string? Envelope { get; set; }

    /// <summary>The item as the function got it.</summary>
    public string? Image { get; set; }

    /// <summary>How often the function called SNS with it.</summary>
    public int Publishes { get; set; }

    /// <summary>How often the handler was called with it.</summary>
    public int Handlings { get; set; }

    /// <summary>How often the handler failed with it.</summary>
    public int Failures { get; set; }

    /// <summary>How often it was acknowledged without the handler.</summary>
    public int Absorbed { get; set; }

    /// <summary>The last failure, until a later try succeeds.</summary>
    public string? Fault { get; set; }

    public bool DeadLettered { get; set; }

    public long? this[Hop hop]
    {
        get => _times[(int)hop];
        set => _times[(int)hop] ??= value;
    }

    private ChangeState State => this switch
    {
        _ when this[Hop.Handled] is not null => ChangeState.Handled,
        { DeadLettered: true } => ChangeState.DeadLettered,
        { Absorbed: > 0 } => ChangeState.Superseded,
        { Fault: not null } => ChangeState.Retrying,
        _ when this[Hop.Received] is not null => ChangeState.Handling,
        _ when this[Hop.Published] is not null => ChangeState.Waiting,
        _ => ChangeState.Moving,
    };

    public ChangeView ToView(TimeProvider timeProvider)
    {
        var hops = new double?[_times.Length];
        var start = _times.FirstOrDefault(time => time is not null) ?? 0;
        var latest = start;
        for (var hop = 0; hop < hops.Length; hop++)
        {
            if (_times[hop] is not { } time) continue;
            // The demo can see a hop before the answer of the previous one is back. That counts as no time.
            latest = Math.Max(latest, time);
            hops[hop] = timeProvider.GetElapsedTime(start, latest).TotalMilliseconds;
        }

        return new ChangeView(
            number, orderId, operation, firstSeen, hops, State, Publishes, Handlings, Failures, Absorbed, Fault, Envelope, Image);
    }
}
