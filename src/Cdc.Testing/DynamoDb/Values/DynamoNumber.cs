using System.Globalization;
using System.Numerics;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Values;

/// <summary>DynamoDB's number: exact, 38 significant digits, magnitudes from 1E-130 to 9.99…E+125.</summary>
/// <remarks>The value is coefficient × 10^exponent with no trailing zeros in the coefficient, so equal numbers are equal records.</remarks>
internal readonly record struct DynamoNumber : IComparable<DynamoNumber>
{
    private const int MaxDigits = 38;
    private const int MaxMagnitude = 125;
    private const int MinMagnitude = -130;

    private readonly BigInteger _coefficient;
    private readonly int _exponent;

    private DynamoNumber(BigInteger coefficient, int exponent)
    {
        if (coefficient.IsZero) return;
        while (true)
        {
            var (quotient, remainder) = BigInteger.DivRem(coefficient, 10);
            if (!remainder.IsZero) break;
            (coefficient, exponent) = (quotient, exponent + 1);
        }

        Digits = CountDigits(coefficient);
        var magnitude = Digits - 1 + exponent;
        if (magnitude > MaxMagnitude)
            throw AwsServiceException.Validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
        if (magnitude < MinMagnitude)
            throw AwsServiceException.Validation("Number underflow. Attempting to store a number with magnitude smaller than supported range");
        if (Digits > MaxDigits)
            throw AwsServiceException.Validation("Attempting to store more than 38 significant digits in a Number");
        (_coefficient, _exponent) = (coefficient, exponent);
    }

    /// <summary>The number of significant digits; 0 for zero.</summary>
    public int Digits { get; }

    public bool IsNegative => _coefficient.Sign < 0;

    public static DynamoNumber operator +(DynamoNumber left, DynamoNumber right)
    {
        var exponent = Math.Min(left._exponent, right._exponent);
        return new(left.CoefficientAt(exponent) + right.CoefficientAt(exponent), exponent);
    }

    public static DynamoNumber operator -(DynamoNumber left, DynamoNumber right) => left + new DynamoNumber(-right._coefficient, right._exponent);

    public static DynamoNumber Of(int value) => new(value, 0);

    /// <exception cref="AwsServiceException">The text is no number, or outside what DynamoDB stores.</exception>
    public static DynamoNumber Parse(string text)
    {
        var mantissa = text.AsSpan();
        var exponent = 0;
        var split = mantissa.IndexOfAny('e', 'E');
        if (split >= 0)
        {
            if (!int.TryParse(mantissa[(split + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || Math.Abs((long)exponent) > 1_000)
                throw NotANumber(text);
            mantissa = mantissa[..split];
        }

        var point = mantissa.IndexOf('.');
        var digits = mantissa;
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            digits = string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        }

        if (digits.Length > 1_000 || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var coefficient))
            throw NotANumber(text);
        return new(coefficient, exponent);
    }

    public int CompareTo(DynamoNumber other)
    {
        if (_coefficient.Sign != other._coefficient.Sign) return _coefficient.Sign.CompareTo(other._coefficient.Sign);
        var exponent = Math.Min(_exponent, other._exponent);
        return CoefficientAt(exponent).CompareTo(other.CoefficientAt(exponent));
    }

    /// <summary>The whole seconds of a timestamp, or null where the number is none.</summary>
    public long? ToInt64()
    {
        if (_exponent > 18 || Digits + _exponent > 18) return null;
        var value = _exponent >= 0 ? CoefficientAt(0) : BigInteger.Divide(_coefficient, BigInteger.Pow(10, -_exponent));
        return (long)value;
    }

    /// <summary>The number without an exponent and without superfluous zeros, as DynamoDB answers it.</summary>
    public override string ToString()
    {
        if (_exponent >= 0) return CoefficientAt(0).ToString(CultureInfo.InvariantCulture);
        var digits = BigInteger.Abs(_coefficient).ToString(CultureInfo.InvariantCulture).PadLeft(1 - _exponent, '0');
        var point = digits.Length + _exponent;
        return $"{(IsNegative ? "-" : "")}{digits.AsSpan(0, point)}.{digits.AsSpan(point)}";
    }

    private static int CountDigits(BigInteger value)
    {
        var length = value.ToString(CultureInfo.InvariantCulture).Length;
        return value.Sign < 0 ? length - 1 : length;
    }

    private static AwsServiceException NotANumber(string text) =>
        AwsServiceException.Validation(text.Length == 0
            ? "The parameter cannot be converted to a numeric value"
            : $"The parameter cannot be converted to a numeric value: {text}");

    private BigInteger CoefficientAt(int exponent) =>
        exponent == _exponent ? _coefficient : _coefficient * BigInteger.Pow(10, _exponent - exponent);
}
