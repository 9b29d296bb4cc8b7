using System.Text.Json;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Reads and writes values as DynamoDB's JSON spells them: <c>{"S":"text"}</c>.</summary>
internal static class AttributeValueJson
{
    public static MapValue ReadItem(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unreadable(json, "Map");
        return ReadMap(json, depth: 0);
    }

    public static AttributeValue Read(JsonElement json, int depth = 0)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unreadable(json, "AttributeValue");
        AttributeValue? value = null;
        foreach (var member in json.EnumerateObject())
        {
            if (value is not null)
            {
                throw AwsServiceException.Validation(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
            }

            value = Read(member.Name, member.Value, depth);
        }

        return value
            ?? throw AwsServiceException.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }

    public static void WriteItem(Utf8JsonWriter output, MapValue item)
    {
        output.WriteStartObject();
        foreach (var (name, value) in item.Members)
        {
            output.WritePropertyName(name);
            Write(output, value);
        }

        output.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter output, AttributeValue value)
    {
        output.WriteStartObject();
        output.WritePropertyName(value.Type);
        switch (value)
        {
            case SetValue set:
                output.WriteStartArray();
                foreach (var element in set.Elements) WriteScalar(output, element);
                output.WriteEndArray();
                break;
            case ListValue list:
                output.WriteStartArray();
                foreach (var element in list.Elements) Write(output, element);
                output.WriteEndArray();
                break;
            case MapValue map:
                WriteItem(output, map);
                break;
            default:
                WriteScalar(output, value);
                break;
        }

        output.WriteEndObject();
    }

    private static AttributeValue Read(string type, JsonElement json, int depth) => type switch
    {
        "S" or "N" or "B" => ReadScalar(type, json),
        "SS" or "NS" or "BS" => ReadSet(type, json),
        "BOOL" when json.ValueKind is JsonValueKind.True or JsonValueKind.False => new BooleanValue(json.GetBoolean()),
        "NULL" when json.ValueKind == JsonValueKind.True => NullValue.Instance,
        "NULL" => throw AwsServiceException.Validation(
            "One or more parameter values were invalid: Null attribute value types must have the value of true"),
        "L" when json.ValueKind == JsonValueKind.Array => ReadList(json, Deeper(depth)),
        "M" when json.ValueKind == JsonValueKind.Object => ReadMap(json, Deeper(depth)),
        "BOOL" or "L" or "M" => throw Unreadable(json, type),
        _ => throw AwsServiceException.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    };

    private static int Deeper(int depth) => depth < AttributeValue.MaxDepth
        ? depth + 1
        : throw AwsServiceException.Validation(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit");

    private static ListValue ReadList(JsonElement json, int depth) => new([.. json.EnumerateArray().Select(element => Read(element, depth))]);

    private static MapValue ReadMap(JsonElement json, int depth)
    {
        var members = new Dictionary<string, AttributeValue>();
        foreach (var member in json.EnumerateObject()) members[AttributeNames.Valid(member.Name)] = Read(member.Value, depth);
        return new MapValue(members);
    }

    private static SetValue ReadSet(string type, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array) throw Unreadable(json, type);
        ScalarValue[] elements = [.. json.EnumerateArray().Select(element => ReadScalar(type[..1], element))];
        if (elements.Length == 0)
        {
            throw AwsServiceException.Validation("One or more parameter values were invalid: " + type switch
            {
                "SS" => "An string set  may not be empty",
                "NS" => "An number set  may not be empty",
                _ => "Binary sets should not be empty",
            });
        }

        var set = new SetValue(type, elements);
        if (set.Elements.Count == elements.Length) return set;
        throw AwsServiceException.Validation(type == "NS"
            ? "Input collection contains duplicates"
            : $"One or more parameter values were invalid: Input collection [{string.Join(", ", json.EnumerateArray())}]"
                + (type == "BS" ? "of type BS contains duplicates." : " contains duplicates."));
    }

    private static ScalarValue ReadScalar(string type, JsonElement json)
    {
        switch (type)
        {
            case "S": return new StringValue(RequestReader.Text(json));
            case "N": return new NumberValue(DynamoNumber.Parse(RequestReader.Text(json)));
            default:
                if (json.ValueKind != JsonValueKind.String) throw Unreadable(json, "String");
                return json.TryGetBytesFromBase64(out var bytes)
                    ? new BinaryValue(bytes)
                    : throw new AwsServiceException("SerializationException", "Base64 encoded length is expected a multiple of 4 bytes but found other data");
        }
    }

    private static void WriteScalar(Utf8JsonWriter output, AttributeValue value)
    {
        switch (value)
        {
            case StringValue text:
                output.WriteStringValue(text.Text);
                break;
            case NumberValue number:
                output.WriteStringValue(number.Number.ToString());
                break;
            case BinaryValue binary:
                output.WriteBase64StringValue(binary.Bytes);
                break;
            case BooleanValue boolean:
                output.WriteBooleanValue(boolean.Value);
                break;
            default:
                output.WriteBooleanValue(true);
                break;
        }
    }

    private static AwsServiceException Unreadable(JsonElement json, string expected) =>
        new("SerializationException", $"{json.ValueKind} can not be converted to {expected}");
}
