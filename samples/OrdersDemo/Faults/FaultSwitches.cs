using Cdc.Testing;
using OrdersDemo.Parts;

namespace OrdersDemo.Faults;

/// <summary>The faults that the page can switch, one at a time.</summary>
internal sealed class FaultSwitches(AwsFaults? aws, HandlerFaults handler, ListenerPart listener) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly FaultSwitch[] _switches =
    [
        new AwsFaultSwitch("throttle-sns", "Throttle SNS", "The function tries again. Lambda sends it again what it could not publish.",
            aws, faults => faults.Add(AwsService.Sns, "PublishBatch", AwsFault.Throttling)),
        new AwsFaultSwitch("deliver-twice", "Deliver twice", "SQS delivers messages again; the listener's high-water mark absorbs them.",
            aws, faults => faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.DuplicateDelivery, probability: 0.8)),
        new HandlerFaultSwitch("fail-handler", "Fail the handler", "Messages come back, later each time; after five tries they are dead letters.",
            () => handler.Fail, on => handler.Fail = on),
        new HandlerFaultSwitch("slow-handler", "Slow handler", "Each change takes two seconds. The changes of one order wait for each other, other orders do not.",
            () => handler.Slow, on => handler.Slow = on),
        new ListenerSwitch(listener),
    ];

    public IReadOnlyList<FaultView> Views => [.. _switches.Select(one => one.ToView())];

    public FaultSwitch? Find(string name) => Array.Find(_switches, one => one.Name == name);

    public async Task SetAsync(FaultSwitch fault, bool on, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (fault.IsOn != on) await fault.SetAsync(on, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
