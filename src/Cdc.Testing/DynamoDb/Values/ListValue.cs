namespace Cdc.Testing.DynamoDb.Values;

/// <summary>A list of values of any types.</summary>
internal sealed class ListValue(IReadOnlyList<AttributeValue> elements) : AttributeValue
{
    public IReadOnlyList<AttributeValue> Elements { get; } = elements;

    public override int Depth => 1 + Elements.Select(element => element.Depth).DefaultIfEmpty().Max();

    public override string Type => "L";

    /// <summary>Three bytes for the list and one for each element, besides the elements themselves.</summary>
    public override int Size { get; } = 3 + elements.Sum(element => element.Size + 1);

    public override bool Equals(AttributeValue? other) => other is ListValue list && list.Elements.SequenceEqual(Elements);

    public override int GetHashCode() => HashCode.Combine(Type, Elements.Count);
}
