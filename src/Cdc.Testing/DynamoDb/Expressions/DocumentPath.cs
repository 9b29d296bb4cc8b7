using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>The way to a value inside an item: an attribute's name, then members' names and list indexes.</summary>
internal sealed class DocumentPath(IReadOnlyList<PathElement> elements)
{
    public IReadOnlyList<PathElement> Elements { get; } = elements;

    public string Root => Elements[0].Name!;

    public AttributeValue? Find(MapValue item)
    {
        AttributeValue? value = item;
        foreach (var element in Elements)
        {
            value = (value, element) switch
            {
                (MapValue map, { Name: { } name }) => map[name],
                (ListValue list, { Name: null }) => list.Elements.ElementAtOrDefault(element.Index),
                _ => null,
            };
            if (value is null) return null;
        }

        return value;
    }

    public bool IsSameAs(DocumentPath other) => Elements.SequenceEqual(other.Elements);

    /// <summary>Whether the two may not stand in one expression: one leads through the other, or they differ on what is a list.</summary>
    /// <returns>AWS's word for it, or null.</returns>
    public string? ClashWith(DocumentPath other)
    {
        for (var at = 0; at < Math.Min(Elements.Count, other.Elements.Count); at++)
        {
            if (Elements[at] == other.Elements[at]) continue;
            return Elements[at].Name is null == other.Elements[at].Name is null ? null : "conflict";
        }

        return "overlap";
    }

    public override string ToString() => $"[{string.Join(", ", Elements)}]";
}
