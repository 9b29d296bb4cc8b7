using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Loading;
using Cdc.Core;
using CsCheck;

namespace Cdc.Consumer.Tests.Loading;

public sealed class TableKeyTests
{
    private static readonly TableKey _line = Of(("orderId", "S"), ("line", "N"));

    [Fact]
    public void Read_OfARecord_GivesEachAttributeTheTablesType()
    {
        var key = _line.Read("""{"line":12345678901234567890123456789012345678,"orderId":"o-1 é\""}""");

        key.Should().HaveCount(2);
        key["orderId"].S.Should().Be("o-1 é\"");
        key["line"].N.Should().Be("12345678901234567890123456789012345678");
    }

    [Fact]
    public void Read_OfOneValue_IsTheTablesOnlyAttribute()
    {
        Of(("id", "S")).Read("\"7\"")["id"].S.Should().Be("7");
        Of(("id", "N")).Read("7")["id"].N.Should().Be("7");
        Of(("id", "B")).Read("\"AAH+/w==\"")["id"].B.ToArray().Should().Equal(0, 1, 254, 255);
    }

    [Fact]
    public void Read_OfANumberThatIsReadAsText_IsANumber() => Of(("id", "N")).Read(CdcKeyFormat.ForString().ToCanonicalJson("7"))["id"].N.Should().Be("7");

    [Fact]
    public void Read_OfNamesInAnotherCase_FindsTheAttributes()
    {
        var key = Of(("OrderID", "S"), ("orderid", "N")).Read("""{"orderId":"a","orderid":1}""");

        key["OrderID"].S.Should().Be("a");
        key["orderid"].N.Should().Be("1");
    }

    [Theory]
    [InlineData("\"secret\"", "The key of table T is orderId, line, and the change's is one value.")]
    [InlineData("""{"orderId":"secret"}""", "The key of table T is orderId, line, and the change's is orderId.")]
    [InlineData("""{"orderId":"secret","row":1}""", "The key of table T is orderId, line, and the change's is orderId, row.")]
    [InlineData("""{"orderId":"a","line":"secret"}""", "The key attribute line of table T is of type N, and the change's value is not a number.")]
    public void Read_OfAnotherTablesKey_IsRefusedWithoutItsValues(string json, string message) =>
        FluentActions.Invoking(() => _line.Read(json)).Should().ThrowExactly<InvalidOperationException>().WithMessage(message);

    [Fact]
    public void Read_OfTextThatIsNoBase64_IsRefused() =>
        FluentActions.Invoking(() => Of(("id", "B")).Read("\"a b\"")).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("The key attribute id of table T is of type B, and the change's value is not base64.");

    [Fact]
    public void IdOf_TwoItems_IsOneOnlyWhereTheirKeysAre() =>
        Gen.Select(Gen.String[Gen.Char["1:ab"], 1, 4], Gen.Int[0, 3]).Array[2].Sample(keys =>
        {
            var ids = keys.Select(key => _line.IdOf(new() { ["orderId"] = new(key.Item1), ["line"] = new() { N = key.Item2.ToString(CultureInfo.InvariantCulture) } })).ToList();
            (ids[0] == ids[1]).Should().Be(keys[0] == keys[1]);
        });

    [Theory]
    [InlineData("10", "1e1")]
    [InlineData("10", "10.0")]
    [InlineData("10", "1E+1")]
    [InlineData("-0.5", "-5e-1")]
    [InlineData("0", "-0.00")]
    [InlineData("12345678901234567890123456789012345678", "1.2345678901234567890123456789012345678E37")]
    public void IdOf_OneNumberWrittenInTwoWays_IsOne(string left, string right)
    {
        var key = Of(("id", "N"));
        key.IdOf(new() { ["id"] = new() { N = left } }).Should().Be(key.IdOf(new() { ["id"] = new() { N = right } }));
    }

    private static TableKey Of(params (string Name, string Type)[] attributes) =>
        new("T", [.. attributes.Select(attribute => new AttributeDefinition(attribute.Name, new ScalarAttributeType(attribute.Type)))]);
}
