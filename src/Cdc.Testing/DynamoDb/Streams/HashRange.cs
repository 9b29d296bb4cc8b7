namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>The hashes from one to another, both included.</summary>
internal readonly record struct HashRange(ulong First, ulong Last)
{
    /// <summary>One of equal parts of all hashes.</summary>
    public static HashRange Part(int part, int parts)
    {
        return new((ulong)Start(part), (ulong)(Start(part + 1) - 1));

        UInt128 Start(int number) => (((UInt128)number << 64) + (UInt128)parts - 1) / (UInt128)parts;
    }

    public bool Contains(ulong hash) => hash >= First && hash <= Last;

    /// <summary>The lower and the upper half of a range of at least two hashes.</summary>
    public (HashRange Lower, HashRange Upper) Halves()
    {
        var middle = First + ((Last - First) / 2);
        return (this with { Last = middle }, this with { First = middle + 1 });
    }
}
