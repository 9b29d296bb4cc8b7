namespace Cdc.Consumer.Dispatch;

/// <summary>What the dispatcher does with a message when its turn has come. Neither method throws.</summary>
internal interface IMessageRunner<TKey>
    where TKey : notnull
{
    /// <summary>Handles the message.</summary>
    /// <returns>Whether it is handled.</returns>
    Task<bool> RunAsync(HeldMessage<TKey> message);

    /// <summary>Gives the message back, unhandled.</summary>
    Task ReleaseAsync(HeldMessage<TKey> message);
}
