using System.Text.Json;

namespace Cdc.Fuzzing.Oracles;

internal static class JsonTexts
{
    /// <returns>Null where the value is no text, or none that is valid Unicode.</returns>
    public static string? TextOf(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
