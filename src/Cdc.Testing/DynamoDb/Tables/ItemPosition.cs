using System.Buffers.Binary;
using System.IO.Hashing;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

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

    /// <summary>The place just before every item whose hash is at least this one.</summary>
    public static ItemPosition BeforeHash(ulong hash) => new() { Hash = hash, Edge = -1 };

    /// <summary>The place just after every item whose hash is at most this one.</summary>
    public static ItemPosition AfterHash(ulong hash) => new() { Hash = hash, Edge = 1 };

    /// <summary>The number of the part in which a hash lies when all hashes are cut into equal ranges.</summary>
    public static int PartOf(ulong hash, int parts) => (int)Math.BigMul(hash, (ulong)parts, out _);

    public int CompareTo(ItemPosition? other)
    {
        if (other is null) return 1;
        var order = Hash.CompareTo(other.Hash);
        if (order != 0) return order;
        if (Partition is null || other.Partition is null) return Edge.CompareTo(other.Edge);
        order = Partition.CompareTo(other.Partition);
        if (order != 0) return order;
        if (Sort is null || other.Sort is null) return Sort is null && other.Sort is null ? CompareOwn(other) : Edge.CompareTo(other.Edge);
        order = Sort.CompareTo(other.Sort);
        return order != 0 ? order : CompareOwn(other);
    }

    private int CompareOwn(ItemPosition other) =>
        Own is null || other.Own is null ? Edge.CompareTo(other.Edge) : Own.CompareTo(other.Own);

    /// <summary>The same on every machine and in every run.</summary>
    private static ulong HashOf(ScalarValue partition)
    {
        Span<byte> hash = stackalloc byte[8];
        XxHash3.Hash(partition.HashBytes(), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
