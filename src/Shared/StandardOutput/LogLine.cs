using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cdc.StandardOutput;

/// <summary>Writes an event as one line, so that it is one entry of CloudWatch Logs.</summary>
internal static class LogLine
{
    // Nobody shows a log's lines as HTML: quotes and umlauts stay as they are.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Text as the managed runtimes write it: time, request id, level and message, with tabs between.</summary>
    public static string Text(LogEntry entry) => $"{Time(entry)}\t{entry.RequestId}\t{LogControls.Word(entry.Level)}\t{Message(entry)}";

    /// <summary>The message alone, for a writer that puts time, request id and level before it.</summary>
    public static string Message(LogEntry entry)
    {
        var text = $"{entry.Category}[{entry.EventId}] {entry.Message}";
        if (entry.Exception is { } exception) text += $" {ExceptionText.Full(exception)}";
        return text.ReplaceLineEndings(" | ");
    }

    /// <summary>A JSON object as Lambda reads it: without <c>timestamp</c> and a <c>level</c> that it knows, a line counts as INFO.</summary>
    public static string Json(LogEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, _json))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Time(entry));
            json.WriteString("level", LogControls.Word(entry.Level));
            if (entry.RequestId is { } requestId) json.WriteString("requestId", requestId);
            json.WriteString("logger", entry.Category);
            json.WriteNumber("event", entry.EventId);
            json.WriteString("message", entry.Message);
            HashSet<string> written = ["timestamp", "level", "requestId", "logger", "event", "message", "errorType", "errorMessage", "stackTrace"];
            foreach (var (name, value) in entry.Fields)
            {
                if (written.Add(name)) WriteField(json, name, value);
            }

            if (entry.Exception is { } exception) WriteException(json, exception);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            default: json.WriteStringValue((string)value); break;
        }
    }

    // The fields that the managed .NET runtime writes of an exception.
    private static void WriteException(Utf8JsonWriter json, Exception exception)
    {
        json.WriteString("errorType", exception.GetType().FullName);
        json.WriteString("errorMessage", ExceptionText.Message(exception));
        json.WriteStartArray("stackTrace");
        foreach (var line in ExceptionText.Full(exception).Split('\n', StringSplitOptions.TrimEntries)) json.WriteStringValue(line);
        json.WriteEndArray();
    }

    private static string Time(LogEntry entry) => entry.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
