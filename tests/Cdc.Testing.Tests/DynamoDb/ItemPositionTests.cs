using System.Text;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb;

public sealed class ItemPositionTests
{
    /// <summary>Characters around the surrogates, where the orders of UTF-8 and UTF-16 differ.</summary>
    private static readonly string[] _characters = ["a", "b", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF"];

    private static readonly Gen<string> _texts =
        Gen.Int[0, _characters.Length - 1].Array[0, 4].Select(indexes => string.Concat(indexes.Select(index => _characters[index])));

    private static readonly Gen<ItemPosition> _positions =
        Gen.Select(Gen.Bool, Gen.Bool, _texts, Gen.Int[-1, 1]).Select(Position);

    [Fact]
    public void StringValue_Order_IsThatOfTheUtf8Bytes() =>
        Gen.Select(_texts, _texts).Sample((left, right) =>
            Math.Sign(new StringValue(left).CompareTo(new StringValue(right))).Should().Be(
                Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)))));

    [Fact]
    public void CompareTo_AnyThree_IsATotalOrder() =>
        Gen.Select(_positions, _positions, _positions).Sample((one, two, three) =>
        {
            Math.Sign(one.CompareTo(two)).Should().Be(-Math.Sign(two.CompareTo(one)));
            if (one.CompareTo(two) <= 0 && two.CompareTo(three) <= 0) one.CompareTo(three).Should().BeLessThanOrEqualTo(0);
        });

    [Fact]
    public void Part_OfAnyHash_IsWhereThePositionLies() =>
        Gen.Select(_texts, Gen.Int[1, 300]).Sample((text, parts) =>
        {
            var position = ItemPosition.Of(new StringValue(text));
            var (from, to) = ItemPosition.Part(ItemPosition.PartOf(position.Hash, parts), parts);

            from.CompareTo(position).Should().BeNegative();
            to.CompareTo(position).Should().BePositive();
        });

    [Fact]
    public void Part_OfAllParts_LeavesNoGap()
    {
        for (var parts = 1; parts < 300; parts++)
        {
            ItemPosition.Part(0, parts).From.Hash.Should().Be(0);
            ItemPosition.Part(parts - 1, parts).To.Hash.Should().Be(ulong.MaxValue);
            for (var part = 1; part < parts; part++)
                ItemPosition.Part(part, parts).From.Hash.Should().Be(ItemPosition.Part(part - 1, parts).To.Hash + 1);
        }
    }

    /// <summary>A whole key, or the place before or after one, or before or after a partition.</summary>
    private static ItemPosition Position((bool IsFirst, bool IsPartition, string Sort, int Edge) parts)
    {
        var partition = new StringValue(parts.IsFirst ? "p" : "q");
        return parts.IsPartition
            ? ItemPosition.Of(partition, edge: parts.Edge == 0 ? 1 : parts.Edge)
            : ItemPosition.Of(partition, new StringValue(parts.Sort), parts.Edge);
    }
}
