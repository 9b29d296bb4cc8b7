using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>One attribute of an item's image that goes out as a message attribute.</summary>
/// <param name="Name">The attribute's name, in the item and in the message.</param>
/// <param name="DataType">SNS's word for its type.</param>
/// <param name="Value">Its text, in the batch's arena.</param>
internal readonly record struct ProjectedAttribute(string Name, string DataType, TextRange Value);

/// <summary>Which of a batch's projected attributes are one record's.</summary>
internal readonly record struct AttributeRange(int Start, int Length)
{
    public int End => Start + Length;
}
