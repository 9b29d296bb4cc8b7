using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>One attribute of an item's image that goes out as a message attribute.</summary>
/// <param name="Name">The attribute's name, in the item and in the message.</param>
/// <param name="DataType">SNS's word for its type.</param>
/// <param name="Value">Its text, in the batch's arena.</param>
internal readonly record struct ImageAttribute(string Name, string DataType, Slice Value);
