using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>What a test does with a <see cref="LocalAws"/> through the SDK's clients.</summary>
internal interface ILocalWork
{
    /// <summary>Creates what the calls need.</summary>
    /// <returns>One step of a worker. It gets the worker's and the step's number, and says how many things it did.</returns>
    Task<Func<int, int, Task<int>>> BeginAsync(LocalAws aws);
}
