using Cdc.Testing;

namespace OrdersDemo.Faults;

/// <summary>A fault of the built-in AWS.</summary>
/// <param name="name">Its name in URLs.</param>
/// <param name="label">Its name for people.</param>
/// <param name="effect">What one sees while it is on.</param>
/// <param name="faults">Where the rule is added; null where AWS is not the built-in one.</param>
/// <param name="add">Adds the rule.</param>
internal sealed class AwsFaultSwitch(string name, string label, string effect, AwsFaults? faults, Func<AwsFaults, AwsFaultRule> add)
    : FaultSwitch(name, label, effect, faults is null ? "Only the built-in AWS has this fault." : null)
{
    private AwsFaultRule? _rule;

    public override bool IsOn => _rule is not null;

    public override Task SetAsync(bool on, CancellationToken cancellationToken)
    {
        if (on) _rule ??= add(faults!);
        else if (_rule is { } rule)
        {
            faults!.Remove(rule);
            _rule = null;
        }

        return Task.CompletedTask;
    }
}
