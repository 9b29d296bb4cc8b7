using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>A condition or filter, or a part of one.</summary>
internal abstract record Condition
{
    /// <summary>Whether it holds; an item that does not exist is <see cref="MapValue.Empty"/>.</summary>
    public abstract bool Holds(MapValue item);
}

internal sealed record AndCondition(Condition Left, Condition Right) : Condition
{
    public override bool Holds(MapValue item) => Left.Holds(item) && Right.Holds(item);
}

internal sealed record OrCondition(Condition Left, Condition Right) : Condition
{
    public override bool Holds(MapValue item) => Left.Holds(item) || Right.Holds(item);
}

internal sealed record NotCondition(Condition Inner) : Condition
{
    public override bool Holds(MapValue item) => !Inner.Holds(item);
}

/// <summary>Two operands and <c>=</c>, <c>&lt;&gt;</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&gt;=</c>.</summary>
internal sealed record Comparison(string Operator, Operand Left, Operand Right) : Condition
{
    public override bool Holds(MapValue item)
    {
        var (left, right) = (Left.Evaluate(item), Right.Evaluate(item));
        if (Operator == "=") return left is not null && left.Equals(right);
        if (Operator == "<>") return left is null || !left.Equals(right);
        if (Order(left, right) is not { } order) return false;
        return Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>How two values compare, or null where they do not.</summary>
    public static int? Order(AttributeValue? left, AttributeValue? right) =>
        left is ScalarValue a && right is ScalarValue b && a.Type == b.Type ? a.CompareTo(b) : null;
}

internal sealed record Between(Operand Operand, Operand Lower, Operand Upper) : Condition
{
    public override bool Holds(MapValue item)
    {
        var value = Operand.Evaluate(item);
        return Comparison.Order(value, Lower.Evaluate(item)) >= 0 && Comparison.Order(value, Upper.Evaluate(item)) <= 0;
    }
}

internal sealed record In(Operand Operand, IReadOnlyList<Operand> Candidates) : Condition
{
    public override bool Holds(MapValue item) =>
        Operand.Evaluate(item) is { } value && Candidates.Any(candidate => value.Equals(candidate.Evaluate(item)));
}
