namespace OrdersDemo.Faults;

/// <summary>A fault of the listener's handler.</summary>
/// <param name="name">Its name in URLs.</param>
/// <param name="label">Its name for people.</param>
/// <param name="effect">What one sees while it is on.</param>
/// <param name="get">Whether it is on.</param>
/// <param name="set">Switches it.</param>
internal sealed class HandlerFaultSwitch(string name, string label, string effect, Func<bool> get, Action<bool> set) : FaultSwitch(name, label, effect)
{
    public override bool IsOn => get();

    public override Task SetAsync(bool on, CancellationToken cancellationToken)
    {
        set(on);
        return Task.CompletedTask;
    }
}
