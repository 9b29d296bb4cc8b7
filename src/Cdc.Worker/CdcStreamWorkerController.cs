using Cdc.Worker.State;

namespace Cdc.Worker;

/// <summary>Pauses and resumes a worker while its host runs.</summary>
/// <remarks>
/// Resolved by the worker's name: <c>services.GetRequiredKeyedService&lt;CdcStreamWorkerController&gt;("Orders")</c>. Safe for use by several threads at once. A worker that is
/// paused before its host starts, starts paused.
/// </remarks>
public sealed class CdcStreamWorkerController
{
    private readonly WorkerState _state;

    internal CdcStreamWorkerController(WorkerState state) => _state = state;

    /// <summary>Gets the worker's name.</summary>
    public string Name => _state.Name;

    /// <summary>Gets whether the worker is paused.</summary>
    /// <value>Default: false.</value>
    public bool IsPaused => _state.IsPaused;

    /// <summary>Gets how many leases the worker holds.</summary>
    public int LeasesHeld => _state.LeasesHeld;

    /// <summary>
    /// Stops reading and publishing until <see cref="Resume"/>; the worker first publishes what it has read. Does nothing if the worker is paused already.
    /// </summary>
    /// <remarks>It keeps its leases: their shards wait, and no other worker reads them. DynamoDB forgets records after 24 hours.</remarks>
    public void Pause() => _state.Pause();

    /// <summary>Goes on; does nothing if the worker is not paused.</summary>
    public void Resume() => _state.Resume();
}
