namespace Cdc.Publisher;

/// <summary>Is the type and the value of one message attribute.</summary>
public sealed record SnsMessageAttributeValue
{
    /// <summary>Creates a value.</summary>
    /// <param name="dataType"><c>String</c>, <c>String.Array</c> or <c>Number</c>
    /// (<see href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"/>).</param>
    /// <param name="value">The value; not empty. Of a <c>String.Array</c> a JSON array, of a <c>Number</c> its digits.</param>
    public SnsMessageAttributeValue(string dataType, string value)
    {
        DataType = dataType;
        Value = value;
    }

    /// <summary>Gets the type.</summary>
    /// <value><c>String</c>, <c>String.Array</c> or <c>Number</c>.</value>
    public string DataType { get; init; }

    /// <summary>Gets the value.</summary>
    /// <value>Of a <c>String.Array</c> a JSON array, of a <c>Number</c> its digits.</value>
    public string Value { get; init; }

    /// <summary>Makes an attribute that holds text.</summary>
    /// <param name="value">The text; not empty.</param>
    /// <returns>The attribute.</returns>
    public static SnsMessageAttributeValue Text(string value) => new("String", value);
}
