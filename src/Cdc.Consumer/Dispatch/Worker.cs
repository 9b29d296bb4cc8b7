namespace Cdc.Consumer.Dispatch;

/// <summary>Runs one message after the other, as long as there are any whose turn it is.</summary>
internal sealed class Worker(KeyedDispatcher dispatcher, IMessageRunner runner) : IThreadPoolWorkItem
{
    /// <summary>After how many messages the thread is lent to whoever waits for one.</summary>
    private const int Stint = 32;

    private HeldMessage? _next;

    public HandlerCancellation Cancellation { get; } = new();

    /// <summary>Begins with a message, on another thread.</summary>
    public void Start(HeldMessage message)
    {
        _next = message;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        var message = _next;
        for (var run = 0; run < Stint && message is not null; run++)
        {
            var mayGoOn = await TryRunAsync(message).ConfigureAwait(false);
            Cancellation.End();
            message = dispatcher.EndAndTakeNext(this, message, mayGoOn);
        }

        if (message is not null) Start(message);
    }

    private async ValueTask<bool> TryRunAsync(HeldMessage message)
    {
        try
        {
            return await runner.RunAsync(message, Cancellation.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nothing may end a worker: its place would be lost, and its message's keys would be blocked for good.
        catch (Exception error)
#pragma warning restore CA1031
        {
            runner.Fail(message, error);
            return false;
        }
    }
}
