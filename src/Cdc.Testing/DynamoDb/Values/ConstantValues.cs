namespace Cdc.Testing.DynamoDb.Values;

/// <summary>True or false.</summary>
internal sealed class BooleanValue(bool value) : AttributeValue
{
    public bool Value { get; } = value;

    public override string Type => "BOOL";

    public override int Size => 1;

    public override bool Equals(AttributeValue? other) => other is BooleanValue value && value.Value == Value;

    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>The null that an attribute may hold, which is not the same as its absence.</summary>
internal sealed class NullValue : AttributeValue
{
    private NullValue()
    {
    }

    public static NullValue Instance { get; } = new();

    public override string Type => "NULL";

    public override int Size => 1;

    public override bool Equals(AttributeValue? other) => other is NullValue;

    public override int GetHashCode() => 0;
}
