using System.Text.Json;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Reads the members of a request's JSON object, and says what is wrong with them as AWS does.</summary>
internal sealed class RequestReader
{
    private readonly JsonElement _json;

    /// <param name="operation">The operation, for errors.</param>
    /// <param name="json">The request, or an object inside it.</param>
    /// <param name="known">Every member that is understood: any other is refused, for leaving it out might change the answer.</param>
    public RequestReader(string operation, JsonElement json, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unreadable(json, "Object");
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !known.Contains(member.Name))
                throw AwsServiceException.Validation($"LocalAws does not support the member {member.Name} of {operation}");
        }

        _json = json;
        Operation = operation;
    }

    public string Operation { get; }

    public JsonElement? Find(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Required(string name) =>
        Find(name) ?? throw Constraint("null", name, "Member must not be null");

    public string? Text(string name) => Find(name) is { } value ? Text(value) : null;

    public string RequiredText(string name) => Text(Required(name));

    /// <summary>A text out of a fixed set.</summary>
    public string Choice(string name, string fallback, params ReadOnlySpan<string> choices)
    {
        var value = Text(name) ?? fallback;
        return choices.Contains(value)
            ? value
            : throw Constraint($"'{value}'", name, $"Member must satisfy enum value set: [{string.Join(", ", choices)}]");
    }

    public int? Integer(string name, int minimum, int maximum)
    {
        if (Find(name) is not { } json) return null;
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetInt32(out var value)) throw Unreadable(json, "Integer");
        if (value < minimum) throw Constraint($"'{value}'", name, $"Member must have value greater than or equal to {minimum}");
        if (value > maximum) throw Constraint($"'{value}'", name, $"Member must have value less than or equal to {maximum}");
        return value;
    }

    public bool Flag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Unreadable(other, "Boolean"),
    };

    public MapValue? Item(string name) => Find(name) is { } json ? AttributeValueJson.ReadItem(json) : null;

    public MapValue RequiredItem(string name) => AttributeValueJson.ReadItem(Required(name));

    public IEnumerable<JsonElement> Elements(string name) => Find(name) is { } json ? Elements(json) : [];

    public IEnumerable<JsonProperty> Members(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } map => map.EnumerateObject(),
        { } other => throw Unreadable(other, "Map"),
    };

    public static IEnumerable<JsonElement> Elements(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw Unreadable(json, "List");

    public static string Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String) throw Unreadable(json, "String");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            // Half of a surrogate pair: such a text has no UTF-8.
            throw new AwsServiceException("SerializationException", error.Message);
        }
    }

    public static AwsServiceException Constraint(string value, string member, string constraint) => AwsServiceException.Validation(
        $"1 validation error detected: Value {value} at '{char.ToLowerInvariant(member[0])}{member[1..]}' failed to satisfy constraint: {constraint}");

    private static AwsServiceException Unreadable(JsonElement json, string expected) =>
        new("SerializationException", $"{json.ValueKind} can not be converted to {expected}");
}
