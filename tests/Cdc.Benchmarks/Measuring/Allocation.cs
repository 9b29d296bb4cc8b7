namespace Cdc.Benchmarks.Measuring;

internal static class Allocation
{
    /// <summary>The bytes that a run allocates: the least of several runs, as other threads of the process may allocate during one.</summary>
    public static async Task<double> LeastAsync(Func<Task> run, int rounds)
    {
        var least = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
