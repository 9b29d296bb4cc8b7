namespace Cdc.Benchmarks.Measuring;

/// <summary>How much is measured.</summary>
/// <param name="WarmUp">The processor time that each side of a comparison runs for before it counts.</param>
/// <param name="Slice">How long each side runs at a time.</param>
/// <param name="Rounds">How often the sides take turns; odd, so that one round is the median.</param>
/// <param name="Starts">How often a process is started.</param>
internal sealed record Effort(TimeSpan WarmUp, TimeSpan Slice, int Rounds, int Starts)
{
    public static readonly Effort Quick = new(TimeSpan.FromSeconds(1.5), TimeSpan.FromMilliseconds(20), Rounds: 81, Starts: 7);

    public static readonly Effort Full = new(TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(50), Rounds: 201, Starts: 31);
}
