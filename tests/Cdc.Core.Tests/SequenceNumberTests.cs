using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;

namespace Cdc.Core.Tests;

public class SequenceNumberTests
{
    private static readonly Gen<string> _digits = Gen.String[Gen.Char['0', '9'], 1, 40];

    // Random texts rarely differ in length and agree in value, so half of them are padded.
    private static readonly Gen<string> _texts = Gen.Select(_digits, Gen.Int[0, 40], (digits, zeros) => digits.PadLeft(zeros, '0'));

    // Two that are drawn apart are hardly ever one number in two forms: half of the pairs are.
    private static readonly Gen<(string Left, string Right)> _pairs = Gen.OneOf(
        Gen.Select(_texts, _texts), Gen.Select(_digits, Gen.Int[0, 40], (digits, zeros) => (digits, digits.PadLeft(zeros, '0'))));

    [Fact]
    public void Parse_AnyDigits_IsTheNumberThatBigIntegerReads() =>
        _texts.Sample(text => Number(SequenceNumber.Parse(text).ToString()) == Number(text));

    [Fact]
    public void CompareTo_AnyTwo_OrdersAsBigIntegerDoes() =>
        _pairs.Sample((left, right) =>
        {
            var (first, second) = (SequenceNumber.Parse(left), SequenceNumber.Parse(right));
            var order = Number(left).CompareTo(Number(right));
            return Math.Sign(first.CompareTo(second)) == order
                && Math.Sign(((IComparable)first).CompareTo(second)) == order
                && (first == second) == (order == 0)
                && (first != second) == (order != 0)
                && (first < second) == (order < 0)
                && (first <= second) == (order <= 0)
                && (first > second) == (order > 0)
                && (first >= second) == (order >= 0);
        });

    [Fact]
    public void ToString_AnyTwo_TextsSortAsTheNumbersDo() =>
        _pairs.Sample((left, right) =>
            Math.Sign(string.CompareOrdinal(SequenceNumber.Parse(left).ToString(), SequenceNumber.Parse(right).ToString()))
            == Number(left).CompareTo(Number(right)));

    [Fact]
    public void Equals_SameNumberOfOtherLength_IsEqualWithEqualHash() =>
        _digits.Sample(text =>
        {
            var (plain, padded) = (SequenceNumber.Parse(text), SequenceNumber.Parse(text.PadLeft(40, '0')));
            return plain.Equals(padded) && plain.Equals((object)padded) && plain.GetHashCode() == padded.GetHashCode();
        });

    [Fact]
    public void TryParse_AnyText_CharAndUtf8RoutesAgree() =>
        Gen.OneOf(_texts, Gen.String, Gen.String[Gen.Char['*', ';'], 0, 42]).Sample(text =>
        {
            // Halves of surrogate pairs have no UTF-8; as chars they are no digits either.
            var utf8 = Encoding.UTF8.GetBytes(text);
            var fromChars = SequenceNumber.TryParse(text, out var first);
            return fromChars == SequenceNumber.TryParse(utf8, out var second) && first == second
                && fromChars == (text.Length is >= 1 and <= 40 && text.All(char.IsAsciiDigit));
        });

    [Fact]
    public void TryFormat_AnyNumber_EveryRouteWritesToString() =>
        _texts.Sample(text =>
        {
            var number = SequenceNumber.Parse(text);
            Span<byte> utf8 = stackalloc byte[40];
            Span<byte> formatted = stackalloc byte[41];
            return number.TryFormat(utf8, out var length) && length == 40
                && ((IUtf8SpanFormattable)number).TryFormat(formatted, out var written, default, null) && written == 40
                && Encoding.UTF8.GetString(utf8) == number.ToString()
                && formatted[..40].SequenceEqual(utf8)
                && $"{number}" == number.ToString()
                && ((IFormattable)number).ToString("N0", CultureInfo.InvariantCulture) == number.ToString();
        });

    [Theory]
    [InlineData("1", "0000000000000000000000000000000000000001")]
    [InlineData("0", "0000000000000000000000000000000000000000")]
    [InlineData("111000000000000000001", "0000000000000000000111000000000000000001")]
    [InlineData("999999999999999999", "0000000000000000000000999999999999999999")]
    [InlineData("1000000000000000000", "0000000000000000000001000000000000000000")]
    [InlineData("9999999999999999999999999999999999999999", "9999999999999999999999999999999999999999")]
    public void ToString_Number_IsFortyDigits(string text, string padded) => SequenceNumber.Parse(text).ToString().Should().Be(padded);

    [Fact]
    public void ToString_Default_IsZero() => default(SequenceNumber).Should().Be(SequenceNumber.Parse("0"));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    [InlineData("1\0")]
    [InlineData("١")]
    [InlineData("１")]
    [InlineData("10000000000000000000000000000000000000000")]
    [InlineData("00000000000000000000000000000000000000001")]
    public void Parse_AnythingElse_ThrowsFormatException(string text)
    {
        SequenceNumber.TryParse(text, out var result).Should().BeFalse();
        result.Should().Be(default(SequenceNumber));
        FluentActions.Invoking(() => SequenceNumber.Parse(text)).Should().ThrowExactly<FormatException>();
        FluentActions.Invoking(() => Parse<SequenceNumber>(Encoding.UTF8.GetBytes(text))).Should().ThrowExactly<FormatException>();
    }

    [Fact]
    public void Parse_Null_ThrowsArgumentNullException() =>
        FluentActions.Invoking(() => SequenceNumber.Parse(null!)).Should().ThrowExactly<ArgumentNullException>();

    [Fact]
    public void TryParse_Null_IsFalse() => SequenceNumber.TryParse((string?)null, out _).Should().BeFalse();

    [Fact]
    public void TryFormat_TooLittleRoom_IsFalse()
    {
        var number = SequenceNumber.Parse("1");

        number.TryFormat(new byte[39], out var bytes).Should().BeFalse();
        bytes.Should().Be(0);
        ((ISpanFormattable)number).TryFormat(new char[39], out var written, default, null).Should().BeFalse();
        written.Should().Be(0);
    }

    [Fact]
    public void CompareTo_AnotherType_ThrowsArgumentException()
    {
        IComparable number = SequenceNumber.Parse("1");

        number.CompareTo(null).Should().BePositive();
        number.Invoking(one => one.CompareTo("1")).Should().ThrowExactly<ArgumentException>();
    }

    private static BigInteger Number(string text) => BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static T Parse<T>(ReadOnlySpan<byte> text)
        where T : IUtf8SpanParsable<T> => T.Parse(text, null);
}
