namespace Cdc.Testing.Faults;

/// <summary>A fault that strikes now, with random numbers of its own.</summary>
internal readonly record struct Strike(AwsFault Fault, FaultDraw Draw)
{
    /// <summary>Picks which of a number of things fail: each with the fault's fraction as its probability, and at least one.</summary>
    public bool[] Pick(int count)
    {
        var picked = new bool[count];
        picked[Draw.Next(count)] = true;
        for (var index = 0; index < count; index++) picked[index] |= Draw.NextDouble() < Fault.Fraction;
        return picked;
    }

    /// <summary>Puts the things into another order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Draw.Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
