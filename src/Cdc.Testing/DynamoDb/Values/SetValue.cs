namespace Cdc.Testing.DynamoDb.Values;

/// <summary>A set of strings, numbers or bytes: not empty, no duplicates, no order.</summary>
internal sealed class SetValue(string type, IReadOnlyCollection<ScalarValue> elements) : AttributeValue
{
    private readonly HashSet<ScalarValue> _elements = [.. elements];

    public override string Type => type;

    public override int Size => _elements.Sum(element => element.Size);

    public IReadOnlyCollection<ScalarValue> Elements => _elements;

    public bool Contains(AttributeValue value) => value is ScalarValue scalar && _elements.Contains(scalar);

    public SetValue Union(SetValue other) => new(Type, [.. _elements, .. other._elements]);

    /// <summary>The set without the other's elements, or null where nothing is left.</summary>
    public SetValue? Except(SetValue other)
    {
        var left = _elements.Where(element => !other._elements.Contains(element)).ToList();
        return left.Count == 0 ? null : new SetValue(Type, left);
    }

    public override bool Equals(AttributeValue? other) => other is SetValue set && set.Type == Type && set._elements.SetEquals(_elements);

    public override int GetHashCode() => HashCode.Combine(Type, _elements.Count);
}
