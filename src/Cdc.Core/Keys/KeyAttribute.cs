using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Cdc.Numbers;

namespace Cdc.Core.Keys;

/// <summary>One attribute of an item's key, as it stands in an envelope's <c>data</c>.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="IsNumber">Whether it is a JSON number, which N attributes are; S and B attributes are strings.</param>
/// <param name="Text">The string, or the number as it was written; never empty.</param>
/// <param name="Position">The byte of the event at which the value starts.</param>
internal readonly record struct KeyAttribute(string Name, bool IsNumber, string Text, long Position)
{
    /// <summary>A partition key and a sort key.</summary>
    public const int MostAttributes = 2;

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    private const int LongestName = 255;
    private const int MostPartitionKeyBytes = 2048;
    private const int MostSortKeyBytes = 1024;

    // 38 digits between 10^-130 and 10^126, with every zero written.
    private const int LongestNumber = 256;

    // A byte in base64, every character escaped as JSON may: \u0041.
    private const int MostBytesWritten = MostPartitionKeyBytes * 4 / 3 * 6 + 24;

    /// <summary>Reads the JSON object that <c>data</c> is.</summary>
    /// <returns>One or two attributes of different names.</returns>
    /// <exception cref="CdcEnvelopeFormatException">The object is not the key of an item.</exception>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static List<KeyAttribute> ReadAll(ReadOnlySpan<byte> data, long start)
    {
        var attributes = new List<KeyAttribute>(MostAttributes);
        var reader = new Utf8JsonReader(data);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new CdcEnvelopeFormatException("is not a JSON object", "data", start);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var attribute = Read(ref reader, name, start);
            if (attributes.Exists(other => other.Name == name)) throw attribute.Wrong("stands there twice");
            if (attributes.Count == MostAttributes) throw attribute.Wrong("is a third attribute, and keys have at most two");
            attributes.Add(attribute);
        }

        reader.Read();
        if (attributes.Count == MostAttributes && attributes.TrueForAll(attribute => attribute.LeastBytes > MostSortKeyBytes))
            throw attributes[1].Wrong($"is over {MostSortKeyBytes} bytes, as the other attribute is, and one of them is the sort key");
        return attributes.Count > 0 ? attributes : throw new CdcEnvelopeFormatException("has no key attribute", "data", start);
    }

    /// <summary>Writes the JSON object that <see cref="ReadAll"/> reads.</summary>
    public static void Write(Utf8JsonWriter output, IEnumerable<KeyAttribute> attributes)
    {
        output.WriteStartObject();
        foreach (var attribute in attributes)
        {
            output.WritePropertyName(attribute.Name);
            if (attribute.IsNumber) output.WriteRawValue(attribute.Text);
            else output.WriteStringValue(attribute.Text);
        }

        output.WriteEndObject();
    }

    /// <summary>Reads the JSON object that <c>data</c> is, if it has one attribute, without allocating a list or, where it can, a name.</summary>
    /// <param name="data">The object.</param>
    /// <param name="start">Where it starts in the event, for errors.</param>
    /// <param name="seenName">The last name that was read.</param>
    /// <param name="attribute">The attribute.</param>
    /// <returns>False where <see cref="ReadAll"/> must say what is there.</returns>
    /// <inheritdoc cref="ReadAll" path="/exception"/>
    public static bool TryReadSingle(ReadOnlySpan<byte> data, long start, ref string? seenName, out KeyAttribute attribute)
    {
        attribute = default;
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName) return false;
        var name = Volatile.Read(ref seenName) is { } seen && reader.ValueTextEquals(seen) ? seen : reader.GetString()!;
        reader.Read();
        attribute = Read(ref reader, name, start);
        seenName = name;
        return reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>The fewest bytes that the attribute has in its table: a string may be text, or bytes in base64.</summary>
    private int LeastBytes
    {
        get
        {
            var bytes = Encoding.UTF8.GetByteCount(Text);
            // White space is passed over by the check, and never written.
            return bytes > MostSortKeyBytes && Base64.IsValid(Text, out var decoded) && Base64.GetMaxEncodedToUtf8Length(decoded) == bytes ? decoded : bytes;
        }
    }

    /// <summary>Whether both hold one value: strings to the character, numbers by what they count.</summary>
    public bool HasValueOf(KeyAttribute other) =>
        IsNumber == other.IsNumber && (Text == other.Text || (IsNumber && ExactNumber.AreEqual(Text, other.Text)));

    public CdcEnvelopeFormatException Wrong(string problem) => new(problem, FieldOf(Name), Position);

    /// <summary>The path of an attribute in the event; a name that no one should see in a log is a question mark.</summary>
    public static string FieldOf(string name) =>
        name.Length is > 0 and <= LongestName && name.All(letter => char.IsLetterOrDigit(letter) || char.IsPunctuation(letter) || char.IsSymbol(letter))
            ? $"data.{name}"
            : "data.?";

    private static KeyAttribute Read(ref Utf8JsonReader reader, string name, long start)
    {
        var isNumber = reader.TokenType == JsonTokenType.Number;
        var attribute = new KeyAttribute(name, isNumber, "", start + reader.TokenStartIndex);
        if (!isNumber && reader.TokenType != JsonTokenType.String) throw attribute.Wrong("is neither a string nor a number");
        if (name.Length > LongestName) throw attribute.Wrong($"has a name of more than {LongestName} characters");
        if (reader.ValueSpan.Length == 0) throw attribute.Wrong("is empty");
        if (isNumber && reader.ValueSpan.Length > LongestNumber) throw attribute.Wrong($"is a number of more than {LongestNumber} characters");
        // No string is made of what is too long however it is written.
        if (reader.ValueSpan.Length > MostBytesWritten) throw attribute.TooLong();
        attribute = attribute with { Text = isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()! };
        return attribute.LeastBytes <= MostPartitionKeyBytes ? attribute : throw attribute.TooLong();
    }

    private CdcEnvelopeFormatException TooLong() => Wrong($"is over {MostPartitionKeyBytes} bytes, and no key of DynamoDB is");
}
