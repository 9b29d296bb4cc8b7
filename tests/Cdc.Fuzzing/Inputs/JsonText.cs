using System.Globalization;
using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Writes any text as a JSON string, halves of surrogate pairs included.</summary>
internal static class JsonText
{
    public static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character is '"' or '\\')
            {
                json.Append('\\').Append(character);
            }
            else if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                json.Append(character).Append(text[++index]);
            }
            else if (character < ' ' || char.IsSurrogate(character))
            {
                json.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(character);
            }
        }

        return json.Append('"').ToString();
    }
}
