using System.Text.Json;
using Cdc.Testing.Sns;

namespace Cdc.Testing.EventSource.Filters;

/// <summary>Reads what <c>numeric</c> compares with: <c>["=", 1]</c>, or one or two bounds, <c>["&gt;", 0, "&lt;=", 5]</c>.</summary>
internal static class NumericRule
{
    /// <exception cref="FormatException">It is no comparison, or one that no number meets.</exception>
    public static NumericCondition Parse(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 4)) throw Fault();
        if (value.GetArrayLength() == 2 && value[0].ValueKind == JsonValueKind.String && value[0].ValueEquals("="u8))
            return new(Number(value[1]), true, Number(value[1]), true);

        var condition = new NumericCondition(null, false, null, false);
        for (var index = 0; index < value.GetArrayLength(); index += 2)
        {
            var number = Number(value[index + 1]);
            condition = (value[index].ValueKind == JsonValueKind.String ? value[index].GetString() : null) switch
            {
                ">" when condition.Minimum is null => condition with { Minimum = number },
                ">=" when condition.Minimum is null => condition with { Minimum = number, IncludesMinimum = true },
                "<" when condition.Maximum is null => condition with { Maximum = number },
                "<=" when condition.Maximum is null => condition with { Maximum = number, IncludesMaximum = true },
                _ => throw Fault(),
            };
        }

        return condition.Minimum >= condition.Maximum ? throw new FormatException("numeric's lower bound must be below the upper one") : condition;
    }

    private static decimal Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : throw Fault();

    private static FormatException Fault() => new("numeric takes one or two comparisons, for example [\">\", 0, \"<=\", 5]");
}
