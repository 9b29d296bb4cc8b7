using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>One attribute of an item's image that goes out as a message attribute, or that rules read.</summary>
/// <param name="Name">The message attribute's name; null where it is for rules alone and does not leave the table.</param>
/// <param name="ItemName">The attribute's name in the item.</param>
/// <param name="DataType">SNS's word for its type.</param>
/// <param name="Value">Its text, in the batch's arena.</param>
internal readonly record struct ProjectedAttribute(string? Name, string ItemName, string DataType, TextRange Value);

/// <summary>Which of a batch's projected attributes are of one image.</summary>
internal readonly record struct AttributeRange(int Start, int Length)
{
    public int End => Start + Length;
}
