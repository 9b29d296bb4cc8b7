namespace Cdc.Testing.DynamoDb.Values;

/// <summary>Bytes, ordered as unsigned.</summary>
internal sealed class BinaryValue(byte[] bytes) : ScalarValue
{
    public byte[] Bytes { get; } = bytes;

    public override string Type => "B";

    public override int Size => Bytes.Length;

    public override byte[] HashBytes() => Bytes;

    public override int CompareTo(ScalarValue? other) => Bytes.AsSpan().SequenceCompareTo(((BinaryValue)other!).Bytes);

    public override bool Equals(AttributeValue? other) => other is BinaryValue value && value.Bytes.AsSpan().SequenceEqual(Bytes);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }
}
