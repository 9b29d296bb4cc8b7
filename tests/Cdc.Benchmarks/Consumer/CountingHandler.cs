using Cdc.Consumer;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Does nothing but count.</summary>
internal sealed class CountingHandler(HandledCount handled) : ICdcHandler<string>
{
    public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
    {
        handled.Add();
        return Task.CompletedTask;
    }
}

internal sealed class HandledCount
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Add(int count = 1) => Interlocked.Add(ref _value, count);
}
