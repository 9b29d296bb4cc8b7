using System.Net.Http.Headers;
using System.Text.Json;
using Cdc.StandardOutput;

namespace Cdc.Lambda.Runtime;

/// <summary>Writes an exception as Lambda shows a function's error, also one whose own members throw.</summary>
internal static class FunctionError
{
    public const string TypeHeader = "Lambda-Runtime-Function-Error-Type";

    /// <summary>The type for the header, which takes visible ASCII alone.</summary>
    public static string HeaderType(Exception error)
    {
        var type = error.GetType().Name;
        return type.All(character => character is > ' ' and <= '~') ? type : nameof(Exception);
    }

    public static HttpContent Content(Exception error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorMessage", ExceptionText.Message(error));
            json.WriteString("errorType", error.GetType().Name);
            json.WriteStartArray("stackTrace");
            foreach (var line in ExceptionText.Stack(error)) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.aws.lambda.error+json");
        return content;
    }
}
