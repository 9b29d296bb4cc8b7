using System.Globalization;
using System.Numerics;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb;

public sealed class DynamoNumberTests
{
    /// <summary>Whole numbers of up to 18 digits and a place for the point.</summary>
    private static readonly Gen<(long Coefficient, int Exponent)> _numbers =
        Gen.Select(Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999], Gen.Int[-40, 40]);

    [Fact]
    public void ToString_Parsed_GivesTheSameNumber() =>
        _numbers.Sample(number =>
        {
            var parsed = Parse(number);
            DynamoNumber.Parse(parsed.ToString()).Should().Be(parsed);
        });

    [Fact]
    public void CompareTo_AnyTwo_AgreesWithFractions() =>
        Gen.Select(_numbers, _numbers).Sample((left, right) =>
            Math.Sign(Parse(left).CompareTo(Parse(right))).Should().Be(Math.Sign(Scaled(left).CompareTo(Scaled(right)))));

    [Fact]
    public void Sum_OfNumbersOfOneScale_AgreesWithWholeNumbers() =>
        Gen.Select(_numbers, _numbers).Sample((left, right) =>
        {
            right = (right.Coefficient, left.Exponent);
            var sum = Parse(left) + Parse(right);
            var difference = Parse(left) - Parse(right);

            sum.Should().Be(Parse((left.Coefficient + right.Coefficient, left.Exponent)));
            difference.Should().Be(Parse((left.Coefficient - right.Coefficient, left.Exponent)));
        });

    [Theory]
    [InlineData("007", "7")]
    [InlineData("1.500", "1.5")]
    [InlineData("-0.0", "0")]
    [InlineData("+3", "3")]
    [InlineData(".5", "0.5")]
    [InlineData("12e2", "1200")]
    [InlineData("12E-4", "0.0012")]
    [InlineData("-1.50E+3", "-1500")]
    public void Parse_AnySpelling_IsNormalised(string text, string expected) =>
        DynamoNumber.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("--1")]
    [InlineData("1.-2")]
    [InlineData(".")]
    public void Parse_NoNumber_IsRefused(string text) =>
        FluentActions.Invoking(() => DynamoNumber.Parse(text)).Should().ThrowExactly<AwsServiceException>()
            .Which.Code.Should().Be("ValidationException");

    private static DynamoNumber Parse((long Coefficient, int Exponent) number) =>
        DynamoNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"{number.Coefficient}E{number.Exponent}"));

    private static BigInteger Scaled((long Coefficient, int Exponent) number) =>
        number.Coefficient * BigInteger.Pow(10, number.Exponent + 40);
}
