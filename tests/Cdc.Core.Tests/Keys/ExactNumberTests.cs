using System.Globalization;
using Cdc.Numbers;
using CsCheck;

namespace Cdc.Core.Tests.Keys;

public class ExactNumberTests
{
    private static readonly Gen<(int Left, int LeftScale, int Right, int RightScale)> _pairs =
        Gen.Select(Gen.Int[-1000, 1000], Gen.Int[0, 5], Gen.Int[-1000, 1000], Gen.Int[0, 5]);

    [Theory]
    [InlineData("10", "1e1")]
    [InlineData("10", "10.0")]
    [InlineData("0.5", "5E-1")]
    [InlineData("-1.50", "-15e-1")]
    [InlineData("0", "-0.00e7")]
    [InlineData("100000000000000000000000000000000000000", "1E+38")]
    public void AreEqual_OneNumberInTwoForms_IsTrue(string left, string right) => ExactNumber.AreEqual(left, right).Should().BeTrue();

    [Theory]
    [InlineData("1", "10")]
    [InlineData("1", "-1")]
    [InlineData("1.01", "1.1")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345679")]
    [InlineData("1", "1e99999999999999999999")]
    [InlineData("1", "∞")]
    [InlineData("10e9223372036854775807", "1e-9223372036854775808")]
    public void AreEqual_TwoNumbers_IsFalse(string left, string right) => ExactNumber.AreEqual(left, right).Should().BeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("o-1")]
    [InlineData("1e")]
    [InlineData("1.2.3")]
    public void Normalize_OfTextThatIsNoNumber_IsNull(string text) => ExactNumber.Normalize(text).Should().BeNull();

    [Fact]
    public void AreEqual_AnyDecimals_AgreesWithDecimal() =>
        Gen.OneOf(_pairs, _pairs.Select(pair => pair with { Right = pair.Left * 10, RightScale = pair.LeftScale + 1 })).Sample(pair =>
        {
            var (left, leftScale, right, rightScale) = pair;
            return ExactNumber.AreEqual($"{left}e-{leftScale}", Scaled(right, rightScale).ToString(CultureInfo.InvariantCulture))
                == (Scaled(left, leftScale) == Scaled(right, rightScale));
        });

    private static decimal Scaled(int number, int scale) => new(Math.Abs(number), 0, 0, number < 0, (byte)scale);
}
