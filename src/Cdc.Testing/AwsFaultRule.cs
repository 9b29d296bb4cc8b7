using Cdc.Testing.Faults;

namespace Cdc.Testing;

/// <summary>Says at which calls a fault strikes; <see cref="AwsFaults.Add"/> makes it.</summary>
public sealed class AwsFaultRule
{
    private readonly Lock _gate = new();
    private readonly ulong _seed;
    private int _asked;
    private int _injected;

    internal AwsFaultRule(AwsService service, string? operation, AwsFault fault, ulong seed)
    {
        (Service, Operation, Fault) = (service, operation, fault);
        _seed = seed;
    }

    /// <summary>Gets the service whose calls it strikes.</summary>
    public AwsService Service { get; }

    /// <summary>Gets the operation that it strikes.</summary>
    /// <value>Null for every operation of the service to which the fault applies.</value>
    public string? Operation { get; }

    /// <summary>Gets what goes wrong.</summary>
    public AwsFault Fault { get; }

    /// <summary>Gets the probability that it strikes a call.</summary>
    /// <value>Above 0, at most 1; 1 is every call.</value>
    public double Probability { get; internal init; }

    /// <summary>Gets the most times that it strikes.</summary>
    /// <value>At least 1.</value>
    public int Count { get; internal init; }

    /// <summary>Gets how many calls it lets pass first.</summary>
    /// <value>Not negative.</value>
    public int After { get; internal init; }

    /// <summary>Gets how often it struck.</summary>
    public int Injected
    {
        get
        {
            lock (_gate) return _injected;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Service}.{Operation ?? "*"}: {Fault}";

    /// <summary>Decides about the next call that it could strike, by the rule's seed and the call's number alone.</summary>
    /// <returns>Random numbers for the fault where it strikes, else null.</returns>
    internal FaultDraw? Ask()
    {
        lock (_gate)
        {
            if (_injected == Count) return null;
            var call = _asked++;
            if (call < After) return null;
            var draw = new FaultDraw(_seed, call);
            if (draw.NextDouble() >= Probability) return null;
            _injected++;
            return draw;
        }
    }
}
