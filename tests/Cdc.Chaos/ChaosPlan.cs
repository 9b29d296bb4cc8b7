namespace Cdc.Chaos;

/// <summary>How long a run is, and how wild.</summary>
/// <param name="Seed">What all decisions come from.</param>
internal sealed record ChaosPlan(int Seed)
{
    /// <summary>After how long no more is written; null for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After how many changes no more is written.</summary>
    public int Changes { get; init; } = int.MaxValue;

    /// <summary>After how many changes another consumer is killed.</summary>
    public int ChangesPerKill { get; init; } = 12_000;

    /// <summary>After how many changes of a chain its faults are others.</summary>
    public int ChangesPerFaults { get; init; } = 250;

    /// <summary>How many items each chain's table has at most.</summary>
    public int Keys { get; init; } = 20_000;

    /// <summary>How many changes of a chain may wait for the function or for a consumer before its writers pause.</summary>
    public int MaxBacklog { get; init; } = 6_000;

    /// <summary>When a killed consumer's messages come back.</summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(20);
}
