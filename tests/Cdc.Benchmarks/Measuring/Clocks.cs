namespace Cdc.Benchmarks.Measuring;

/// <summary>What a comparison reads before and after.</summary>
internal static class Clocks
{
    public static TimeSpan Wall() => TimeProvider.System.GetElapsedTime(0);

    /// <summary>The processor time of this process, its collector's and compiler's threads included.</summary>
    public static TimeSpan Processor() => Environment.CpuUsage.TotalTime;
}
