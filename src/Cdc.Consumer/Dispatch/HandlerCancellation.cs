namespace Cdc.Consumer.Dispatch;

/// <summary>The cancellation token of one handler after the other: a source is made anew only when the last one was cancelled.</summary>
#pragma warning disable CA1001 // A source without a timer holds nothing to dispose of, and handlers may use its token for longer.
internal sealed class HandlerCancellation
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _source = new();
    private ReceivedMessage? _message;

    /// <summary>The token of the handler that has begun.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate) return _source.Token;
        }
    }

    /// <summary>Says whose handler begins.</summary>
    public void Begin(ReceivedMessage message)
    {
        lock (_gate) _message = message;
    }

    public void End()
    {
        lock (_gate)
        {
            _message = null;
            if (!_source.TryReset()) _source = new CancellationTokenSource();
        }
    }

    /// <summary>Cancels the handler that runs.</summary>
    /// <param name="message">The message whose handler is meant; null for whichever runs.</param>
    public void Cancel(ReceivedMessage? message = null)
    {
        lock (_gate)
        {
            // What the handler registered runs on another thread, not in the gate.
            if (_message is not null && (message is null || message == _message)) _ = _source.CancelAsync();
        }
    }
}
