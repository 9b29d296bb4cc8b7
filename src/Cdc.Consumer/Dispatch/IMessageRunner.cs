namespace Cdc.Consumer.Dispatch;

/// <summary>What the dispatcher does with a message when its turn has come. No method throws.</summary>
internal interface IMessageRunner<TKey>
    where TKey : notnull
{
    /// <summary>Handles the message and acknowledges it, or leaves it in the queue; those that it replaced too.</summary>
    /// <returns>Whether those behind it may go on.</returns>
    ValueTask<bool> RunAsync(HeldMessage<TKey> message, CancellationToken cancellationToken);

    /// <summary>Gives the message back, unhandled, to be received again after a while; those that it replaced too. Does not wait.</summary>
    void Release(HeldMessage<TKey> message, TimeSpan delay);
}
