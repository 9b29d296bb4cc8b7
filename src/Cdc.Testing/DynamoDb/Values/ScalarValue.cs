namespace Cdc.Testing.DynamoDb.Values;

/// <summary>A value that can be a key: it has an order among its own type.</summary>
internal abstract class ScalarValue : AttributeValue, IComparable<ScalarValue>
{
    /// <summary>The bytes that decide where the value's items are kept; equal values have equal bytes.</summary>
    public abstract byte[] HashBytes();

    /// <summary>Orders two values of one type as a sort key does.</summary>
    public abstract int CompareTo(ScalarValue? other);
}
