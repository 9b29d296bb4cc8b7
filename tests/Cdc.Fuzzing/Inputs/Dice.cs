namespace Cdc.Fuzzing.Inputs;

/// <summary>Random numbers that are the same for the same seed on every machine and runtime: SplitMix64.</summary>
internal sealed class Dice(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>The dice of one input of a run: what the others are does not matter to it.</summary>
    public static Dice Of(ulong seed, long input) => new(new Dice(seed + ((ulong)input * Step)).NextBits());

    public ulong NextBits()
    {
        var bits = _state += Step;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <returns>From 0 to less than <paramref name="end"/>, which is at least 1.</returns>
    public int Next(int end) => (int)(NextBits() % (uint)end);

    public bool OneIn(int times) => Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];
}
