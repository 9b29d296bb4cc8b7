using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>One clause of an update: what happens to the value at a path.</summary>
internal abstract record UpdateAction(DocumentPath Path)
{
    /// <summary>The value that the path is to hold after the update, or null where it is to hold none.</summary>
    /// <exception cref="AwsServiceException">An operand is missing or of the wrong type.</exception>
    public abstract AttributeValue? Evaluate(MapValue item);
}

internal sealed record SetAction(DocumentPath Path, UpdateValue Value) : UpdateAction(Path)
{
    public override AttributeValue Evaluate(MapValue item) => Value.Evaluate(item);
}

internal sealed record RemoveAction(DocumentPath Path) : UpdateAction(Path)
{
    public override AttributeValue? Evaluate(MapValue item) => null;
}

/// <summary>Adds to a number, or elements to a set.</summary>
internal sealed record AddAction(DocumentPath Path, AttributeValue Value) : UpdateAction(Path)
{
    public override AttributeValue Evaluate(MapValue item) => (Path.Find(item), Value) switch
    {
        (null, _) => Value,
        (NumberValue number, NumberValue other) => new NumberValue(number.Number + other.Number),
        (SetValue set, SetValue other) when set.Type == other.Type => set.Union(other),
        _ => throw AwsServiceException.Validation("An operand in the update expression has an incorrect data type"),
    };
}

/// <summary>Deletes elements from a set; an emptied set goes too.</summary>
internal sealed record DeleteAction(DocumentPath Path, AttributeValue Elements) : UpdateAction(Path)
{
    public override AttributeValue? Evaluate(MapValue item) => Path.Find(item) switch
    {
        null => null,
        SetValue set when Elements is SetValue elements && set.Type == elements.Type => set.Except(elements),
        _ => throw AwsServiceException.Validation("An operand in the update expression has an incorrect data type"),
    };
}
