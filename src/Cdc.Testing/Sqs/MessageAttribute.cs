using System.Text;

namespace Cdc.Testing.Sqs;

/// <summary>One message attribute of SQS or SNS: text, or bytes for the Binary types.</summary>
internal sealed record MessageAttribute(string DataType, string? StringValue, byte[]? BinaryValue)
{
    public bool IsBinary => HasType("Binary");

    public bool IsNumber => HasType("Number");

    /// <summary>The bytes that count against a message's size, without those of the name.</summary>
    public int ByteCount => Encoding.UTF8.GetByteCount(DataType) + (BinaryValue?.Length ?? Encoding.UTF8.GetByteCount(StringValue ?? ""));

    /// <summary>Whether the type is the one named, or one of its custom kinds as <c>Number.int</c>.</summary>
    public bool HasType(string type) =>
        DataType.StartsWith(type, StringComparison.Ordinal)
        && (DataType.Length == type.Length || (DataType[type.Length] == '.' && DataType.Length > type.Length + 1));

    /// <summary>Whether a name is one that SNS accepts, or SQS, which knows letters outside ASCII too.</summary>
    public static bool IsName(string name, bool isForSqs) =>
        name.Length is >= 1 and <= 256
        && name.All(character => (isForSqs ? char.IsLetterOrDigit(character) : char.IsAsciiLetterOrDigit(character)) || character is '_' or '-' or '.')
        && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal)
        && !name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);
}
