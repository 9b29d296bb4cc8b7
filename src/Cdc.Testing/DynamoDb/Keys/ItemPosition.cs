using System.Buffers.Binary;
using System.IO.Hashing;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Keys;

/// <summary>
/// A place in the order of a table or an index: by the partition key's hash, the partition key, the sort key and, in an index, the
/// item's own key. A place may also lie before or after everything that it is a prefix of (<see cref="Edge"/>).
/// </summary>
internal sealed record ItemPosition : IComparable<ItemPosition>
{
    public required ulong Hash { get; init; }

    public ScalarValue? Partition { get; init; }

    public ScalarValue? Sort { get; init; }

    /// <summary>In an index, the item's position in its table.</summary>
    public ItemPosition? Own { get; init; }

    /// <summary>Below zero: just before all items that share the parts given; above zero: just after them.</summary>
    public int Edge { get; init; }

    public static ItemPosition Of(ScalarValue partition, ScalarValue? sort = null, int edge = 0) =>
        new() { Hash = HashOf(partition), Partition = partition, Sort = sort, Edge = edge };

    /// <summary>The places around one part of all items, when the hashes are cut into equal ranges.</summary>
    public static (ItemPosition From, ItemPosition To) Part(int part, int parts)
    {
        return (new() { Hash = (ulong)Start(part), Edge = -1 }, new() { Hash = (ulong)(Start(part + 1) - 1), Edge = 1 });

        UInt128 Start(int number) => (((UInt128)number << 64) + (UInt128)parts - 1) / (UInt128)parts;
    }

    /// <summary>The part in which a hash lies.</summary>
    public static int PartOf(ulong hash, int parts) => (int)Math.BigMul(hash, (ulong)parts, out _);

    public int CompareTo(ItemPosition? other)
    {
        if (other is null) return 1;
        var order = Hash.CompareTo(other.Hash);
        if (order == 0) order = ComparePart(Partition, other.Partition, other);
        if (order == 0) order = ComparePart(Sort, other.Sort, other);
        if (order == 0) order = ComparePart(Own, other.Own, other);
        return order != 0 ? order : Edge.CompareTo(other.Edge);
    }

    /// <summary>Compares one part; where one side ends before it, that side's edge says on which side of the other it lies.</summary>
    private int ComparePart<T>(T? mine, T? others, ItemPosition other)
        where T : class, IComparable<T> => (mine, others) switch
        {
            (null, null) => 0,
            (null, _) => Edge,
            (_, null) => -other.Edge,
            _ => mine.CompareTo(others),
        };

    /// <summary>The same on every machine and in every run.</summary>
    private static ulong HashOf(ScalarValue partition)
    {
        Span<byte> hash = stackalloc byte[8];
        XxHash3.Hash(partition.HashBytes(), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
