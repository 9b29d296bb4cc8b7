using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

internal sealed record AttributeExists(Operand Path) : Condition
{
    public override bool Holds(MapValue item) => Path.Evaluate(item) is not null;
}

internal sealed record AttributeNotExists(Operand Path) : Condition
{
    public override bool Holds(MapValue item) => Path.Evaluate(item) is null;
}

internal sealed record AttributeType(Operand Path, string Type) : Condition
{
    public override bool Holds(MapValue item) => Path.Evaluate(item)?.Type == Type;
}

internal sealed record BeginsWith(Operand Operand, Operand Prefix) : Condition
{
    public override bool Holds(MapValue item) => (Operand.Evaluate(item), Prefix.Evaluate(item)) switch
    {
        (StringValue text, StringValue prefix) => text.Text.StartsWith(prefix.Text, StringComparison.Ordinal),
        (BinaryValue binary, BinaryValue prefix) => binary.Bytes.AsSpan().StartsWith(prefix.Bytes),
        _ => false,
    };
}

internal sealed record Contains(Operand Operand, Operand Part) : Condition
{
    public override bool Holds(MapValue item) => (Operand.Evaluate(item), Part.Evaluate(item)) switch
    {
        (StringValue text, StringValue part) => text.Text.Contains(part.Text, StringComparison.Ordinal),
        (BinaryValue binary, BinaryValue part) => binary.Bytes.AsSpan().IndexOf(part.Bytes) >= 0,
        (SetValue set, { } part) => set.Contains(part),
        (ListValue list, { } part) => list.Elements.Contains(part),
        _ => false,
    };
}
