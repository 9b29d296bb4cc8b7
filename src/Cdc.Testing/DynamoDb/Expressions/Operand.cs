using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Something that stands for a value in a condition.</summary>
internal abstract record Operand
{
    /// <summary>The value, or null where the item has none.</summary>
    public abstract AttributeValue? Evaluate(MapValue item);

    /// <summary>The type of the value, where that does not depend on the item.</summary>
    public virtual string? KnownType => null;
}

internal sealed record PathOperand(DocumentPath Path) : Operand
{
    public override AttributeValue? Evaluate(MapValue item) => Path.Find(item);
}

internal sealed record ConstantOperand(AttributeValue Value) : Operand
{
    public override AttributeValue Evaluate(MapValue item) => Value;

    public override string? KnownType => Value.Type;
}

/// <summary><c>size(path)</c></summary>
internal sealed record SizeOperand(Operand Of) : Operand
{
    public override AttributeValue? Evaluate(MapValue item)
    {
        int? size = Of.Evaluate(item) switch
        {
            StringValue text => text.Text.Length,
            BinaryValue binary => binary.Bytes.Length,
            SetValue set => set.Elements.Count,
            ListValue list => list.Elements.Count,
            MapValue map => map.Members.Count,
            _ => null,
        };
        return size is null ? null : new NumberValue(DynamoNumber.Of(size.Value));
    }

    public override string? KnownType => "N";
}
