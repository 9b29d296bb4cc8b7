using Cdc.Consumer.Hosting;

namespace Cdc.Consumer;

/// <summary>Pauses and resumes a consumer while its host runs.</summary>
/// <remarks>
/// Resolve it by the consumer's name: <c>services.GetRequiredKeyedService&lt;CdcConsumerController&gt;("OrderHandler")</c>, or as a parameter with
/// <c>[FromKeyedServices("OrderHandler")]</c>. Safe for use by several threads at once. A consumer that is paused before its host starts, starts paused.
/// </remarks>
public sealed class CdcConsumerController
{
    private readonly ConsumerState _state;

    internal CdcConsumerController(ConsumerState state) => _state = state;

    /// <summary>Gets the consumer's name.</summary>
    public string Name => _state.Name;

    /// <summary>Gets whether the consumer is paused.</summary>
    /// <value>Default: false.</value>
    public bool IsPaused => _state.IsPaused;

    /// <summary>Begins no more receives, until <see cref="Resume"/>; nothing happens where the consumer is paused already.</summary>
    /// <remarks>
    /// What is held is handled as ever. A receive that waits for messages goes on until its <see cref="CdcConsumerOptions.WaitTime"/> is over, and what
    /// it brings is handled too. Cancelling it could hide messages for the length of the visibility timeout.
    /// </remarks>
    public void Pause() => _state.Pause();

    /// <summary>Receives again; nothing happens where the consumer is not paused.</summary>
    public void Resume() => _state.Resume();
}
