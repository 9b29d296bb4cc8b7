namespace Cdc.Worker.Hosting;

/// <summary>Spreads waits, so that what began together does not stay together.</summary>
internal static class Jitter
{
    /// <returns>At least 0 and less than 1.</returns>
    public static double Next() => Random.Shared.NextDouble();
}
