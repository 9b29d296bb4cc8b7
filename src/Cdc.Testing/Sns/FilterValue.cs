using System.Globalization;
using System.Text.Json;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Sns;

/// <summary>A value that filter policies compare: a string, a number, true, false or null. Values of different kinds differ.</summary>
/// <param name="Kind">A string, a number, true, false or null.</param>
/// <param name="Text">A string's characters, else null.</param>
/// <param name="Number">A number's value, else zero.</param>
internal readonly record struct FilterValue(JsonValueKind Kind, string? Text, decimal Number)
{
    public static FilterValue Of(string text) => new(JsonValueKind.String, text, 0);

    public static FilterValue? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Of(json.GetString()!),
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? new(JsonValueKind.Number, null, number) : null,
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => new(json.ValueKind, null, 0),
        _ => null,
    };

    /// <summary>The values of a message attribute; null where filters do not look at attributes of its type.</summary>
    public static IReadOnlyList<FilterValue>? Of(MessageAttribute attribute)
    {
        if (attribute.IsBinary) return null;
        if (attribute.IsNumber)
        {
            return decimal.TryParse(attribute.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? [new(JsonValueKind.Number, null, number)]
                : [];
        }

        if (attribute.DataType != "String.Array") return [Of(attribute.StringValue!)];
        using var array = JsonDocument.Parse(attribute.StringValue!);
        return OfArray(array.RootElement);
    }

    /// <summary>The values of an array, and of the arrays within it; objects are none.</summary>
    public static List<FilterValue> OfArray(JsonElement array)
    {
        List<FilterValue> values = [];
        foreach (var element in array.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Array) values.AddRange(OfArray(element));
            else if (Of(element) is { } value) values.Add(value);
        }

        return values;
    }
}
