using Cdc.Consumer;
using Cdc.Core;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Does nothing but count.</summary>
internal sealed class CountingHandler(HandledCount handled) : ICdcHandler<string>
{
    public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
    {
        handled.Add();
        return Task.CompletedTask;
    }
}

internal sealed class HandledCount
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Add() => Interlocked.Increment(ref _value);
}
