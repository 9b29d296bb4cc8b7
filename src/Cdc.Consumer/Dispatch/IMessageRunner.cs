namespace Cdc.Consumer.Dispatch;

/// <summary>What the dispatcher does with a message when its turn has come.</summary>
internal interface IMessageRunner
{
    /// <summary>Handles the message and acknowledges it, or leaves it in the queue; those that it replaced too.</summary>
    /// <returns>Whether those behind it may go on.</returns>
    ValueTask<bool> RunAsync(HeldMessage message, CancellationToken cancellationToken);

    /// <summary>Gives back what is left of a message, and of those that it replaced, whose run threw against all expectation. Does not throw.</summary>
    void Fail(HeldMessage message, Exception error);

    /// <summary>Gives the message back, unhandled, to be received again after a while; those that it replaced too. Neither waits nor throws.</summary>
    void Release(HeldMessage message, TimeSpan delay);
}
