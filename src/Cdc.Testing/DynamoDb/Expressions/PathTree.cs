using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Several paths folded together: cuts an item down to what they name.</summary>
internal sealed class PathTree
{
    private readonly SortedDictionary<int, PathTree> _indexes = [];
    private readonly Dictionary<string, PathTree> _members = [];

    public PathTree(IEnumerable<DocumentPath> paths)
    {
        foreach (var path in paths)
        {
            var node = this;
            foreach (var element in path.Elements) node = node.Child(element);
        }
    }

    private PathTree()
    {
    }

    /// <summary>The top-level attributes that the paths begin with.</summary>
    public IEnumerable<string> Roots => _members.Keys;

    public MapValue Project(MapValue item)
    {
        var members = new Dictionary<string, AttributeValue>();
        foreach (var (name, child) in _members)
        {
            if (item[name] is { } value && child.Cut(value) is { } part) members[name] = part;
        }

        return new MapValue(members);
    }

    private PathTree Child(PathElement element)
    {
        if (element.Name is { } name)
        {
            if (!_members.TryGetValue(name, out var member)) _members[name] = member = new PathTree();
            return member;
        }

        if (!_indexes.TryGetValue(element.Index, out var child)) _indexes[element.Index] = child = new PathTree();
        return child;
    }

    /// <summary>What the paths name of a value, or null where that is nothing.</summary>
    private AttributeValue? Cut(AttributeValue value)
    {
        if (_members.Count == 0 && _indexes.Count == 0) return value;
        if (value is MapValue map) return Project(map) is { Members.Count: > 0 } part ? part : null;
        if (value is not ListValue list) return null;
        var elements = new List<AttributeValue>();
        foreach (var (index, child) in _indexes)
        {
            if (index < list.Elements.Count && child.Cut(list.Elements[index]) is { } part) elements.Add(part);
        }

        return elements.Count > 0 ? new ListValue(elements) : null;
    }
}
