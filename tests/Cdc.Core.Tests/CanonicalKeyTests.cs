using System.Text;
using System.Text.Json;
using CsCheck;

namespace Cdc.Core.Tests;

public sealed class CanonicalKeyTests
{
    [Fact]
    public void ToCanonicalJson_OfARecord_SortsItsAttributes()
    {
        var format = CdcKeyFormat.ForReflection<SwappedKey>();

        format.ToCanonicalJson(new SwappedKey("o-1 é\"/", 7)).Should().Be("""{"line":7,"orderId":"o-1 é\"/"}""");
    }

    [Fact]
    public void ToCanonicalJson_OfASingleAttribute_IsItsValueWithAndWithoutAName()
    {
        CdcKeyFormat.ForString("orderId").ToCanonicalJson("o-1").Should().Be("\"o-1\"");
        CdcKeyFormat.ForString().ToCanonicalJson("o-1").Should().Be("\"o-1\"");
        CdcKeyFormat.ForInt64().ToCanonicalJson(-7).Should().Be("-7");
        CdcKeyFormat.ForDecimal().ToCanonicalJson(0.5m).Should().Be("0.5");
        CdcKeyFormat.ForGuid().ToCanonicalJson(Guid.Empty).Should().Be("\"00000000-0000-0000-0000-000000000000\"");
    }

    [Theory]
    [InlineData("""{ "b": "x", "a": 12345678901234567890123456789012345678 }""")]
    [InlineData("""{"a":12345678901234567890123456789012345678,"b":"\u0078"}""")]
    public void ToCanonicalJson_OfRawJson_IsTheSameForEveryWayOfWritingIt(string json) =>
        CdcKeyFormat.ForJson().ToCanonicalJson(Encoding.UTF8.GetBytes(json)).Should().Be("""{"a":12345678901234567890123456789012345678,"b":"x"}""");

    [Fact]
    public void ToCanonicalJson_OfSomethingThatIsNoKey_IsRefused()
    {
        var three = () => CdcKeyFormat.ForJson().ToCanonicalJson("""{"a":1,"b":2,"c":3}"""u8.ToArray());
        three.Should().ThrowExactly<ArgumentException>().WithParameterName("key");

        var noJson = () => CdcKeyFormat.ForJson().ToCanonicalJson("o-1"u8.ToArray());
        noJson.Should().ThrowExactly<ArgumentException>().WithParameterName("key");

        var empty = () => CdcKeyFormat.ForReflection<OrderKey>().ToCanonicalJson(new OrderKey(""));
        empty.Should().ThrowExactly<ArgumentException>().WithParameterName("key");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void ToCanonicalJson_OfNoText_IsRefused(string? key) =>
        FluentActions.Invoking(() => CdcKeyFormat.ForString().ToCanonicalJson(key!)).Should().ThrowExactly<ArgumentException>().WithParameterName(nameof(key));

    [Fact]
    public void ToCanonicalJson_OfTwoKeys_IsTheSameTextOnlyWhereTheyAreEqual()
    {
        var format = CdcKeyFormat.ForReflection<SwappedKey>();
        var key = Gen.Select(Gen.Long[-2, 2], Gen.String[Gen.Char["ab\"{:,}"], 1, 3]).Select((line, orderId) => new SwappedKey(orderId, line));
        Gen.OneOf(key.Array[2], key.Select(one => new[] { one, one with { } })).Sample(keys =>
        {
            var texts = keys.Select(format.ToCanonicalJson).ToArray();
            using var document = JsonDocument.Parse(texts[0]);
            (texts[0] == texts[1]).Should().Be(keys[0] == keys[1]);
        });
    }

    internal sealed record SwappedKey(string OrderId, long Line);
}
