namespace Cdc.Consumer.Receiving;

/// <summary>Says whether to receive, and is told that it works.</summary>
internal interface IReceiveState
{
    bool IsPaused { get; }

    /// <summary>Waits while the consumer is paused.</summary>
    Task UntilResumedAsync(CancellationToken cancellationToken);

    /// <summary>Says that a receive succeeded, or that none was to be made until now.</summary>
    void Received();
}
