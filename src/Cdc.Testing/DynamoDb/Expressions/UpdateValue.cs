using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>The right side of a SET.</summary>
internal abstract record UpdateValue
{
    /// <summary>Works the value out of the item as it was before the update.</summary>
    /// <exception cref="AwsServiceException">An operand is missing or of the wrong type.</exception>
    public abstract AttributeValue Evaluate(MapValue item);

    protected static AwsServiceException WrongType() =>
        AwsServiceException.Validation("An operand in the update expression has an incorrect data type");
}

internal sealed record ConstantValue(AttributeValue Value) : UpdateValue
{
    public override AttributeValue Evaluate(MapValue item) => Value;
}

internal sealed record PathValue(DocumentPath Path) : UpdateValue
{
    public override AttributeValue Evaluate(MapValue item) =>
        Path.Find(item)
        ?? throw AwsServiceException.Validation("The provided expression refers to an attribute that does not exist in the item");
}

/// <summary><c>if_not_exists(path, fallback)</c></summary>
internal sealed record IfNotExists(DocumentPath Path, UpdateValue Fallback) : UpdateValue
{
    public override AttributeValue Evaluate(MapValue item)
    {
        // It must be there even where it is not needed.
        var fallback = Fallback.Evaluate(item);
        return Path.Find(item) ?? fallback;
    }
}

/// <summary><c>list_append(first, second)</c></summary>
internal sealed record ListAppend(UpdateValue First, UpdateValue Second) : UpdateValue
{
    public override AttributeValue Evaluate(MapValue item) =>
        (First.Evaluate(item), Second.Evaluate(item)) is (ListValue first, ListValue second)
            ? new ListValue([.. first.Elements, .. second.Elements])
            : throw WrongType();
}

/// <summary><c>left + right</c> or <c>left - right</c></summary>
internal sealed record Arithmetic(bool Subtract, UpdateValue Left, UpdateValue Right) : UpdateValue
{
    public override AttributeValue Evaluate(MapValue item)
    {
        if (Left.Evaluate(item) is not NumberValue left || Right.Evaluate(item) is not NumberValue right) throw WrongType();
        return new NumberValue(Subtract ? left.Number - right.Number : left.Number + right.Number);
    }
}
