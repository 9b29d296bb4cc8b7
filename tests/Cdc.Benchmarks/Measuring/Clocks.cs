namespace Cdc.Benchmarks.Measuring;

/// <summary>What a comparison reads before and after.</summary>
internal static class Clocks
{
    public static TimeSpan Wall() => TimeProvider.System.GetElapsedTime(0);

    /// <summary>The processor time of this process, including the garbage collector's and the compiler's threads.</summary>
    public static TimeSpan Processor() => Environment.CpuUsage.TotalTime;
}
