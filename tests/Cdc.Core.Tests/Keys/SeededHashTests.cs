using System.Buffers.Binary;

namespace Cdc.Core.Tests.Keys;

/// <summary>Whoever may send chooses keys: no choice of keys may make looking them up slow, so none gives them one hash.</summary>
public sealed class SeededHashTests
{
    private const int Keys = 2_000;

    [Fact]
    public void HashOfInt64_OfNumbersWhoseOwnHashIsOne_TellsThemApart() => Distinct(CdcKeyFormat.ForInt64("id"), Numbers());

    [Fact]
    public void HashOfGuid_OfGuidsWhoseOwnHashIsOne_TellsThemApart() => Distinct(CdcKeyFormat.ForGuid("id"), Guids());

    [Fact]
    public void HashOfDecimal_OfNumbersWhoseOwnHashIsOne_TellsThemApart() =>
        Distinct(CdcKeyFormat.ForDecimal("id"), Enumerable.Range(0, Keys).Select(number => new decimal(number, number, 0, isNegative: false, scale: 0)));

    [Fact]
    public void HashOfRecord_OfNumbersWhoseOwnHashIsOne_TellsThemApart() =>
        Distinct(CdcKeyFormat.ForReflection<LineKey>(), Numbers().Select(number => new LineKey("c", number)));

    [Fact]
    public void HashOfRecordWithGuid_OfGuidsWhoseOwnHashIsOne_TellsThemApart() =>
        Distinct(CdcKeyFormat.ForReflection<TokenKey>(), Guids().Select(guid => new TokenKey(guid)));

    [Fact]
    public void HashOfRecord_OfDoublesWhoseOwnHashIsOne_TellsThemApart() =>
        Distinct(CdcKeyFormat.ForReflection<MeasureKey>(), Numbers().Select(number => new MeasureKey(BitConverter.Int64BitsToDouble(number))));

    [Fact]
    public void Hash_OfNumbersInOneBucketOfATable_HasTheirBucketsSpread()
    {
        var comparer = CdcKeyFormat.ForReflection<IntKey>().KeyComparer;

        // A prime that a dictionary has for its size.
        var buckets = Enumerable.Range(0, Keys).Select(number => (uint)comparer.GetHashCode(new IntKey(number * 4_049)) % 4_049).Distinct();

        buckets.Should().HaveCountGreaterThan(Keys / 2);
    }

    [Fact]
    public void HashOfDecimal_OfOneNumberInTwoForms_IsOne()
    {
        var comparer = CdcKeyFormat.ForDecimal("id").KeyComparer;

        comparer.GetHashCode(1.50m).Should().Be(comparer.GetHashCode(1.5m));
        comparer.GetHashCode(-0.0m).Should().Be(comparer.GetHashCode(0m));
        comparer.GetHashCode(decimal.MaxValue).Should().Be(comparer.GetHashCode(decimal.MaxValue));
        comparer.GetHashCode(100m).Should().Be(comparer.GetHashCode(100.000m));
        comparer.Equals(1.50m, 1.5m).Should().BeTrue();
    }

    [Fact]
    public void HashOfDouble_OfEqualNumbersOfOtherBits_IsOne()
    {
        var comparer = CdcKeyFormat.ForReflection<MeasureKey>().KeyComparer;

        comparer.GetHashCode(new MeasureKey(-0.0)).Should().Be(comparer.GetHashCode(new MeasureKey(0.0)));
        comparer.GetHashCode(new MeasureKey(double.NaN)).Should().Be(comparer.GetHashCode(new MeasureKey(-double.NaN)));
    }

    // The two halves are alike, and their difference is what the number's own hash is made of.
    private static IEnumerable<long> Numbers() => Enumerable.Range(0, Keys).Select(number => ((long)number << 32) | (uint)number);

    private static IEnumerable<Guid> Guids() => Enumerable.Range(0, Keys).Select(number =>
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), number);
        return new Guid(bytes);
    });

    private static void Distinct<TKey>(CdcKeyFormat<TKey> format, IEnumerable<TKey> keys)
        where TKey : notnull
    {
        var all = keys.ToList();
        all.Select(key => key is LineKey line ? line.Line.GetHashCode() : key.GetHashCode()).Distinct().Count().Should().BeLessThan(all.Count / 100, "else the test's keys are badly chosen");

        // Of 2,000 values among four milliards hardly two are alike.
        all.Select(format.KeyComparer.GetHashCode).Distinct().Should().HaveCountGreaterThan(all.Count - 10);
    }

    private sealed record IntKey(int Number);
}
