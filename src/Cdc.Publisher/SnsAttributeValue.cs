namespace Cdc.Publisher;

/// <summary>Is one message attribute.</summary>
/// <param name="DataType"><c>String</c>, <c>String.Array</c> or <c>Number</c>
/// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/>).</param>
/// <param name="Value">The value; not empty. Of a <c>String.Array</c> a JSON array, of a <c>Number</c> its digits.</param>
public sealed record SnsAttributeValue(string DataType, string Value)
{
    /// <summary>Makes an attribute that holds text.</summary>
    /// <param name="value">The text; not empty.</param>
    /// <returns>The attribute.</returns>
    public static SnsAttributeValue Text(string value) => new("String", value);
}
