using System.Text;

namespace Cdc.Testing.DynamoDb.Values;

/// <summary>A number of up to 38 significant digits.</summary>
internal sealed class NumberValue(DynamoNumber number) : ScalarValue
{
    public DynamoNumber Number { get; } = number;

    public override string Type => "N";

    /// <summary>A byte for every two digits, and one more; a minus sign takes another.</summary>
    public override int Size => ((Number.Digits + 1) / 2) + (Number.IsNegative ? 2 : 1);

    public override byte[] HashBytes() => Encoding.ASCII.GetBytes(Number.ToString());

    public override int CompareTo(ScalarValue? other) => Number.CompareTo(((NumberValue)other!).Number);

    public override bool Equals(AttributeValue? other) => other is NumberValue value && value.Number == Number;

    public override int GetHashCode() => Number.GetHashCode();
}
