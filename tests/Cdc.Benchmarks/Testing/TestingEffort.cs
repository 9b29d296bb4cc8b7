namespace Cdc.Benchmarks.Testing;

/// <summary>How much is measured.</summary>
/// <param name="WarmUp">The processor time that each kind of call runs for before it counts, as much of the SDK must be compiled.</param>
/// <param name="Rounds">How often it is run; odd, so that one round is the median.</param>
/// <param name="Round">How long a round of calls takes.</param>
/// <param name="Fresh">How many instances are made.</param>
/// <param name="ScaleRounds">How often what grows is filled and emptied; odd.</param>
/// <param name="ScaleDivisor">What part of the most is enough.</param>
internal sealed record TestingEffort(TimeSpan WarmUp, int Rounds, TimeSpan Round, int Fresh, int ScaleRounds, int ScaleDivisor)
{
    public static readonly TestingEffort Quick = new(TimeSpan.FromSeconds(10), 5, TimeSpan.FromSeconds(1), 501, 1, 5);

    public static readonly TestingEffort Full = new(TimeSpan.FromSeconds(15), 15, TimeSpan.FromSeconds(2), 2_001, 3, 1);
}
