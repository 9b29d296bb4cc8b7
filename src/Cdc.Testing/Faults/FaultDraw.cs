namespace Cdc.Testing.Faults;

/// <summary>Random numbers that follow from a seed and the number of a call (SplitMix64).</summary>
internal sealed class FaultDraw(ulong seed, int call)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(seed, (ulong)call);

    /// <summary>Makes one seed out of two numbers.</summary>
    public static ulong Mix(ulong one, ulong other) => Scramble(Scramble(one + Step) + ((other + 1) * Step));

    /// <summary>A number from 0 to below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number from 0 to below a bound.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private ulong Next() => Scramble(_state += Step);

    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
