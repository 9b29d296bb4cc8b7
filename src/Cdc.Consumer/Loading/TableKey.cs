using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Numbers;

namespace Cdc.Consumer.Loading;

/// <summary>The attributes that name an item of a table.</summary>
/// <param name="tableName">The table, for errors.</param>
/// <param name="attributes">One or two attributes and their types, S, N or B.</param>
internal sealed class TableKey(string tableName, IReadOnlyList<AttributeDefinition> attributes)
{
    /// <summary>Makes the key that DynamoDB takes from the key that a change carries.</summary>
    /// <param name="canonicalJson">The key as <see cref="Core.CdcKeyFormat{TKey}.ToCanonicalJson"/> writes it: what DynamoDB's types are, the table says.</param>
    /// <exception cref="InvalidOperationException">It is no key of this table; the message names attributes and no values.</exception>
    public Dictionary<string, AttributeValue> Read(string canonicalJson)
    {
        using var document = JsonDocument.Parse(canonicalJson);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            if (attributes.Count > 1) throw Mismatch("one value");
            return new() { [attributes[0].AttributeName] = Value(attributes[0], root) };
        }

        var properties = root.EnumerateObject().ToList();
        if (properties.Count != attributes.Count) throw Mismatch(string.Join(", ", properties.Select(property => property.Name)));
        var key = new Dictionary<string, AttributeValue>(attributes.Count);
        foreach (var attribute in attributes) key[attribute.AttributeName] = Value(attribute, Find(properties, attribute.AttributeName));
        return key;
    }

    /// <summary>Names an item, so that the same key always has the same name, whichever way DynamoDB writes it.</summary>
    /// <param name="item">An item, or its key.</param>
    public string IdOf(Dictionary<string, AttributeValue> item)
    {
        if (attributes.Count == 1) return Text(item[attributes[0].AttributeName]);
        var id = new StringBuilder();
        foreach (var attribute in attributes)
        {
            var text = Text(item[attribute.AttributeName]);
            id.Append(CultureInfo.InvariantCulture, $"{text.Length}:").Append(text);
        }

        return id.ToString();
    }

    // A record's JSON names may differ from the attributes' in case, as property names do.
    private JsonElement Find(List<JsonProperty> properties, string name)
    {
        var exact = properties.FindIndex(property => property.Name == name);
        var index = exact >= 0 ? exact : properties.FindIndex(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? properties[index].Value : throw Mismatch(string.Join(", ", properties.Select(property => property.Name)));
    }

    private AttributeValue Value(AttributeDefinition attribute, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (attribute.AttributeType == ScalarAttributeType.S) return new AttributeValue(text);
        if (attribute.AttributeType == ScalarAttributeType.N)
            return ExactNumber.Normalize(text) is not null ? new AttributeValue { N = text } : throw Wrong(attribute, "a number");

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? new AttributeValue { B = new MemoryStream(bytes, 0, length) }
            : throw Wrong(attribute, "base64");
    }

    private static string Text(AttributeValue value) =>
        value.S ?? (value.N is { } number ? ExactNumber.Normalize(number) ?? number : Convert.ToBase64String(value.B.ToArray()));

    private InvalidOperationException Wrong(AttributeDefinition attribute, string expected) =>
        new($"The key attribute {attribute.AttributeName} of table {tableName} is of type {attribute.AttributeType}, and the change's value is not {expected}.");

    private InvalidOperationException Mismatch(string found) => new(
        $"The key of table {tableName} is {string.Join(", ", attributes.Select(attribute => attribute.AttributeName))}, and the change's is {found}.");
}
