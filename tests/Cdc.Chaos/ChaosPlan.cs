namespace Cdc.Chaos;

/// <summary>How long a run is, and how wild.</summary>
/// <param name="Seed">The seed of all decisions.</param>
internal sealed record ChaosPlan(int Seed)
{
    /// <summary>After how long writing stops; null for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After how many changes writing stops.</summary>
    public int Changes { get; init; } = int.MaxValue;

    /// <summary>After how many changes another consumer is killed.</summary>
    public int ChangesPerKill { get; init; } = 12_000;

    /// <summary>After how many changes a chain gets other faults.</summary>
    public int ChangesPerFaults { get; init; } = 250;

    /// <summary>How many items each chain's table has at most.</summary>
    public int Keys { get; init; } = 20_000;

    /// <summary>How many changes of a chain may wait for the function or for a consumer before its writers pause.</summary>
    public int MaxBacklog { get; init; } = 6_000;

    /// <summary>How long until a killed consumer's messages come back.</summary>
    public TimeSpan Visibility { get; init; } = TimeSpan.FromSeconds(20);
}
