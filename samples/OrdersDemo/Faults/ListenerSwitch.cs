using OrdersDemo.Parts;

namespace OrdersDemo.Faults;

/// <summary>Kills the listener, and starts another.</summary>
internal sealed class ListenerSwitch(ListenerPart listener) : FaultSwitch(
    "kill-listener", "Kill the listener", "Changes wait in the queue until it runs again.")
{
    public override bool IsOn => !listener.IsRunning;

    public override Task SetAsync(bool on, CancellationToken cancellationToken) => on ? listener.KillAsync() : listener.StartAsync(cancellationToken);
}
