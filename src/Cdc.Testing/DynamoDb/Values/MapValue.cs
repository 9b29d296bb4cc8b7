using System.Text;

namespace Cdc.Testing.DynamoDb.Values;

/// <summary>Named values: a map attribute, and an item itself.</summary>
internal sealed class MapValue(IReadOnlyDictionary<string, AttributeValue> members) : AttributeValue
{
    /// <summary>The sum of names and values; null until somebody asks.</summary>
    private int? _contentSize;

    public static MapValue Empty { get; } = new(new Dictionary<string, AttributeValue>());

    public IReadOnlyDictionary<string, AttributeValue> Members { get; } = members;

    public override int Depth => 1 + Members.Values.Select(value => value.Depth).DefaultIfEmpty().Max();

    public override string Type => "M";

    /// <summary>Three bytes for the map and one for each member, besides names and values.</summary>
    public override int Size => 3 + Members.Count + ContentSize;

    /// <summary>What the map counts as an item: names and values alone.</summary>
    public int ContentSize => _contentSize ??= Members.Sum(member => Encoding.UTF8.GetByteCount(member.Key) + member.Value.Size);

    public AttributeValue? this[string name] => Members.GetValueOrDefault(name);

    /// <summary>The map with one member set, or removed where the value is null.</summary>
    public MapValue With(string name, AttributeValue? value)
    {
        var members = new Dictionary<string, AttributeValue>(Members);
        if (value is null) members.Remove(name);
        else members[name] = value;
        return new(members);
    }

    public override bool Equals(AttributeValue? other) =>
        other is MapValue map
        && map.Members.Count == Members.Count
        && Members.All(member => map.Members.TryGetValue(member.Key, out var value) && value.Equals(member.Value));

    public override int GetHashCode() => HashCode.Combine(Type, Members.Count);
}
