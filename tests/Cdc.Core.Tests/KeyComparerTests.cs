using System.Text.Json.Serialization;

namespace Cdc.Core.Tests;

/// <summary>Two keys of one item are equal whatever their type: else the changes of the item would not be kept in order.</summary>
public sealed partial class KeyComparerTests
{
    [Fact]
    public void KeyComparer_OfARecordWithBytes_ComparesTheBytes()
    {
        var comparer = CdcKeyFormat.ForRecord(Json.Default.BinaryKey).KeyComparer;
        var key = new BinaryKey([1, 2, 3], 7);

        comparer.Equals(key, new BinaryKey([1, 2, 3], 7)).Should().BeTrue();
        comparer.GetHashCode(key).Should().Be(comparer.GetHashCode(new BinaryKey([1, 2, 3], 7)));
        comparer.Equals(key, new BinaryKey([1, 2, 4], 7)).Should().BeFalse();
        comparer.Equals(key, new BinaryKey([1, 2, 3], 8)).Should().BeFalse();
    }

    [Fact]
    public void KeyComparer_OfAClassWithoutEquality_ComparesWhatItHolds()
    {
        var comparer = CdcKeyFormat.ForRecord(Json.Default.PlainKey).KeyComparer;

        comparer.Equals(new PlainKey { Id = "a" }, new PlainKey { Id = "a" }).Should().BeTrue();
        comparer.GetHashCode(new PlainKey { Id = "a" }).Should().Be(comparer.GetHashCode(new PlainKey { Id = "a" }));
        comparer.Equals(new PlainKey { Id = "a" }, new PlainKey { Id = "b" }).Should().BeFalse();
        comparer.Equals(null, new PlainKey { Id = "a" }).Should().BeFalse();
        comparer.Equals(null, null).Should().BeTrue();
    }

    [Fact]
    public void KeyComparer_OfARecordOfSimpleValues_ComparesEachOfThem()
    {
        var comparer = CdcKeyFormat.ForRecord(Json.Default.SimpleKey).KeyComparer;
        var key = new SimpleKey("t", Guid.Empty);

        comparer.Equals(key, new SimpleKey("t", Guid.Empty)).Should().BeTrue();
        comparer.GetHashCode(key).Should().Be(comparer.GetHashCode(new SimpleKey("t", Guid.Empty)));
        comparer.Equals(key, key with { Tenant = "T" }).Should().BeFalse();
        comparer.Equals(key, key with { Order = Guid.AllBitsSet }).Should().BeFalse();
    }

    [Fact]
    public void KeyComparer_OfARecordThatHoldsMoreThanTheKey_ComparesTheKeyAlone()
    {
        var comparer = CdcKeyFormat.ForReflection<KeyWithNote>().KeyComparer;
        var key = new KeyWithNote("o-1") { Note = "seen" };

        comparer.Equals(key, new KeyWithNote("o-1")).Should().BeTrue();
        comparer.GetHashCode(key).Should().Be(comparer.GetHashCode(new KeyWithNote("o-1")));
        comparer.Equals(key, new KeyWithNote("o-2") { Note = "seen" }).Should().BeFalse();
    }

    [Fact]
    public void KeyComparer_OfJson_ComparesWhatItSays()
    {
        var comparer = CdcKeyFormat.ForJson().KeyComparer;
        ReadOnlyMemory<byte> key = """{"id":"1","line":2}"""u8.ToArray();
        byte[] same = """{ "line": 2, "id": "\u0031" }"""u8.ToArray();

        comparer.Equals(key, same).Should().BeTrue();
        comparer.GetHashCode(key).Should().Be(comparer.GetHashCode(same));
        comparer.Equals(key, """{"id":"2","line":2}"""u8.ToArray()).Should().BeFalse();
    }

    internal sealed record BinaryKey(byte[] Hash, long Part);

    internal sealed record SimpleKey(string Tenant, Guid Order);

    internal sealed class PlainKey
    {
        public string Id { get; set; } = "";
    }

    [JsonSerializable(typeof(BinaryKey))]
    [JsonSerializable(typeof(SimpleKey))]
    [JsonSerializable(typeof(PlainKey))]
    private sealed partial class Json : JsonSerializerContext;
}
