using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>A whole update: every clause sees the item as it was before.</summary>
internal sealed class UpdateExpression(IReadOnlyList<UpdateAction> actions)
{
    /// <summary>Whether it makes an item where there is none: taking something away does not.</summary>
    public bool Creates => actions.Any(action => action is SetAction or AddAction);

    /// <summary>The top-level attributes that it touches.</summary>
    public IEnumerable<string> Roots => actions.Select(action => action.Path.Root);

    /// <summary>Cuts an item down to what the update touched.</summary>
    public PathTree Touched { get; } = new(actions.Select(action => action.Path));

    public MapValue Apply(MapValue item)
    {
        var changes = actions.Select(action => (action.Path, Value: action.Evaluate(item))).ToList();
        if (changes.Exists(change => change.Value is { } value && change.Path.Elements.Count - 1 + value.Depth > AttributeValue.MaxDepth))
            throw AwsServiceException.Validation("Nesting Levels have exceeded supported limits");
        // Lists shift: append in ascending order, and remove from the end.
        changes.Sort((left, right) => (left.Value is null, right.Value is null) switch
        {
            (false, true) => -1,
            (true, false) => 1,
            (true, true) => CompareIndexes(right.Path, left.Path),
            _ => CompareIndexes(left.Path, right.Path),
        });
        return changes.Aggregate(item, (current, change) => (MapValue)Change(current, change.Path.Elements, 0, change.Value)!);
    }

    private static int CompareIndexes(DocumentPath left, DocumentPath right)
    {
        foreach (var (one, two) in left.Elements.Zip(right.Elements))
        {
            var order = string.CompareOrdinal(one.Name, two.Name);
            if (order == 0) order = one.Index.CompareTo(two.Index);
            if (order != 0) return order;
        }

        return 0;
    }

    /// <summary>A copy of the value with one place in it changed.</summary>
    private static AttributeValue? Change(AttributeValue value, IReadOnlyList<PathElement> path, int depth, AttributeValue? replacement)
    {
        var element = path[depth];
        var isLeaf = depth == path.Count - 1;
        if (value is MapValue map && element.Name is { } name)
            return map.With(name, isLeaf ? replacement : Change(map[name] ?? throw InvalidPath(), path, depth + 1, replacement));
        if (value is not ListValue list || element.Name is not null) throw InvalidPath();

        List<AttributeValue> elements = [.. list.Elements];
        if (!isLeaf)
            elements[element.Index] = Change(list.Elements.ElementAtOrDefault(element.Index) ?? throw InvalidPath(), path, depth + 1, replacement)!;
        else if (replacement is null && element.Index < elements.Count)
            elements.RemoveAt(element.Index);
        else if (replacement is not null && element.Index < elements.Count)
            elements[element.Index] = replacement;
        else if (replacement is not null)
            elements.Add(replacement);
        return new ListValue(elements);
    }

    private static AwsServiceException InvalidPath() =>
        AwsServiceException.Validation("The document path provided in the update expression is invalid for update");
}
