namespace OrdersDemo.Faults;

/// <summary>A fault that can be switched on and off while the demo runs.</summary>
/// <param name="name">Its name in URLs.</param>
/// <param name="label">Its name for people.</param>
/// <param name="effect">What one sees while it is on.</param>
/// <param name="unavailable">Why it cannot be switched here; null where it can.</param>
internal abstract class FaultSwitch(string name, string label, string effect, string? unavailable = null)
{
    public string Name => name;

    public string Label => label;

    public string Effect => effect;

    public string? Unavailable => unavailable;

    public abstract bool IsOn { get; }

    public abstract Task SetAsync(bool on, CancellationToken cancellationToken);

    public FaultView ToView() => new(Name, Label, Effect, Unavailable, IsOn);
}
