using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>What a test does with a <see cref="LocalAws"/> through the SDK's clients.</summary>
internal interface ILocalWork
{
    /// <summary>Makes what the calls need.</summary>
    /// <returns>One step of a worker's, given the worker's and the step's number; it answers how many things it did.</returns>
    Task<Func<int, int, Task<int>>> BeginAsync(LocalAws aws);
}
