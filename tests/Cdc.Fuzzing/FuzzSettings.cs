namespace Cdc.Fuzzing;

/// <summary>What to run.</summary>
/// <param name="Seed">What all inputs are made from.</param>
/// <param name="First">The first input's number.</param>
/// <param name="Count">How many inputs.</param>
internal sealed record FuzzSettings(ulong Seed, long First, long Count)
{
    /// <summary>How long an input may take: far longer than any does, on a machine however busy.</summary>
    public TimeSpan HangAfter { get; init; } = TimeSpan.FromSeconds(10);

    public int Workers { get; init; } = Environment.ProcessorCount;
}
