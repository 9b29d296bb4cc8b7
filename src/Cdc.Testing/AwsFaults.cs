using System.Collections.Immutable;
using System.Globalization;
using Cdc.Testing.Faults;
using Cdc.Testing.Hosting;

namespace Cdc.Testing;

/// <summary>Breaks calls of a <see cref="LocalAws"/> on purpose, by rules that can be changed while it runs.</summary>
/// <remarks>
/// Faults are repeatable: only <see cref="Seed"/> and a rule's number decide which of its calls the rule strikes. What other services and rules do has no
/// influence. So print this object in a failing test, and use its seed again. Rules are asked in the order in which they were added. Once a fault
/// ends a call, no further rule is asked about it. Every kind ends the call, except latency, clock jumps and those that change what a call does. Safe
/// for use by several threads at once.
/// </remarks>
public sealed class AwsFaults
{
    private readonly Lock _gate = new();
    private readonly int[] _injected = new int[Enum.GetValues<AwsFaultKind>().Length];
    private ImmutableArray<AwsFaultRule> _rules = [];
    private ulong _added;

    /// <summary>Starts without rules and with a seed that is new every time.</summary>
    public AwsFaults()
        : this(Random.Shared.Next())
    {
    }

    /// <summary>Starts without rules.</summary>
    /// <param name="seed">Any number; the same one gives the same faults.</param>
    public AwsFaults(int seed) => Seed = seed;

    /// <summary>Gets the seed of the random decisions.</summary>
    public int Seed { get; }

    /// <summary>Gets the rules, in the order in which they are asked.</summary>
    public IReadOnlyList<AwsFaultRule> Rules => _rules;

    /// <summary>Gets how many faults there were so far, of all kinds.</summary>
    public int Injected => Enum.GetValues<AwsFaultKind>().Sum(InjectedOf);

    internal bool AreAny => !_rules.IsEmpty;

    /// <summary>Counts the faults of a kind so far, including those of removed rules.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>How many there were.</returns>
    public int InjectedOf(AwsFaultKind kind) => Volatile.Read(ref _injected[(int)kind]);

    /// <summary>Adds a rule.</summary>
    /// <param name="service">The service whose calls to strike.</param>
    /// <param name="operation">The operation, for example <c>PublishBatch</c>; null for every one to which the fault applies.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="probability">The probability that it strikes a call, above 0, at most 1; 1, the default, is every call.</param>
    /// <param name="count">The most times that it strikes, at least 1; without limit by default.</param>
    /// <param name="after">How many calls it lets pass first, not negative; 0 by default.</param>
    /// <returns>The rule; it counts how often it struck.</returns>
    /// <remarks>
    /// Only calls that the fault can strike count: a duplicate delivery, for example, needs a message that was delivered before.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="fault"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException"><see cref="LocalAws"/> has no such operation, or the fault cannot strike it.</exception>
    public AwsFaultRule Add(
        AwsService service, string? operation, AwsFault fault, double probability = 1, int count = int.MaxValue, int after = 0)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (!Enum.IsDefined(service)) throw new ArgumentOutOfRangeException(nameof(service), service, "There is no such service.");
        if (!(probability is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability must be above 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        FaultTargets.Require(service, ServiceOperations.Of(service), operation, fault.Kind);
        lock (_gate)
        {
            var rule = new AwsFaultRule(service, operation, fault, FaultDraw.Mix((uint)Seed, _added++))
            {
                Probability = probability,
                Count = count,
                After = after,
            };
            _rules = _rules.Add(rule);
            return rule;
        }
    }

    /// <summary>Removes a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(AwsFaultRule rule)
    {
        lock (_gate)
        {
            var before = _rules.Length;
            _rules = _rules.Remove(rule);
            return _rules.Length < before;
        }
    }

    /// <summary>Removes every rule; the counts of <see cref="InjectedOf"/> stay.</summary>
    public void Clear()
    {
        lock (_gate) _rules = [];
    }

    /// <summary>Gives the seed and how many faults of each kind there were.</summary>
    /// <returns>For example <c>seed 42, faults 3: Throttling 2, AnswerLost 1</c>.</returns>
    public override string ToString()
    {
        var counts = Enum.GetValues<AwsFaultKind>().Select(kind => (Kind: kind, Count: InjectedOf(kind))).Where(pair => pair.Count > 0).ToList();
        var text = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, faults {counts.Sum(pair => pair.Count)}");
        return counts.Count == 0 ? text : $"{text}: {string.Join(", ", counts.Select(pair => $"{pair.Kind} {pair.Count}"))}";
    }

    /// <summary>The faults of a call itself, each asked for only when the one before was dealt with.</summary>
    internal IEnumerable<Strike> StrikeCall(AwsService service, string operation)
    {
        foreach (var rule in _rules)
        {
            if (FaultTargets.IsOfCall(rule.Fault.Kind) && Ask(rule, service, operation) is { } strike) yield return strike;
        }
    }

    /// <summary>Whether a fault of the kind strikes inside a call, at a point where it can.</summary>
    internal Strike? StrikeInside(AwsService service, string operation, AwsFaultKind kind)
    {
        foreach (var rule in _rules)
        {
            if (rule.Fault.Kind == kind && Ask(rule, service, operation) is { } strike) return strike;
        }

        return null;
    }

    private Strike? Ask(AwsFaultRule rule, AwsService service, string operation)
    {
        if (rule.Service != service || !FaultTargets.IsTarget(rule, operation) || rule.Ask() is not { } draw) return null;
        Interlocked.Increment(ref _injected[(int)rule.Fault.Kind]);
        return new(rule.Fault, draw);
    }
}
