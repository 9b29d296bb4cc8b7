namespace Cdc.Benchmarks.Measuring;

/// <summary>Takes one measurement after the other.</summary>
internal static class Benchmark
{
    /// <param name="name">The benchmark's name.</param>
    /// <param name="isQuick">Whether it takes the short way.</param>
    /// <param name="measurements">What is measured, and how.</param>
    /// <param name="cancellationToken">Stops after the current measurement.</param>
    public static async Task<Report> RunAsync(
        string name, bool isQuick, IEnumerable<(string What, Func<Task<IReadOnlyList<Figure>>> Measure)> measurements, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach (var (what, measure) in measurements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Console.Error.WriteLineAsync($"{name}: {what} …");
            figures.AddRange(await measure());
        }

        return new Report(name, isQuick, figures);
    }
}
