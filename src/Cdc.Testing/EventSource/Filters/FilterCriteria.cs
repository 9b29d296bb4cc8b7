using System.Buffers;
using System.Text.Json;

namespace Cdc.Testing.EventSource.Filters;

/// <summary>A mapping's filters: the function does not get a record that meets none of them.</summary>
internal sealed class FilterCriteria
{
    /// <summary>The most filters of a mapping.</summary>
    public const int MaxPatterns = 5;

    /// <summary>Enough for an image of 32 levels, each of which takes two of JSON's, and for any sensible body.</summary>
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 512 };
    private static readonly JsonDocumentOptions _readingBody = new() { MaxDepth = 511 };

    private readonly List<EventPattern> _patterns;

    /// <exception cref="FormatException">One is no pattern.</exception>
    public FilterCriteria(IEnumerable<string> patterns, bool allowsNumeric) =>
        _patterns = [.. patterns.Select(pattern => EventPatternParser.Parse(pattern, allowsNumeric))];

    /// <summary>What is wrong with a mapping's patterns.</summary>
    public static IEnumerable<string> FaultsOf(string setting, IReadOnlyList<string>? patterns, bool allowsNumeric)
    {
        if (patterns is null)
        {
            yield return $"{setting} is null; leave it empty for no filters.";
            yield break;
        }

        if (patterns.Count > MaxPatterns) yield return $"{setting} has {patterns.Count} patterns, more than {MaxPatterns}.";
        foreach (var pattern in patterns)
        {
            if (FaultOf(pattern, allowsNumeric) is { } fault) yield return $"{setting} holds '{pattern}': {fault}.";
        }
    }

    /// <summary>Whether the function gets a record of a stream.</summary>
    public bool Matches(EventRecord record)
    {
        if (_patterns.Count == 0) return true;
        using var document = JsonDocument.Parse(record.Json, _reading);
        return Matches(document.RootElement);
    }

    /// <summary>
    /// Whether the function gets a message. Patterns look into a body that is a JSON object. A pattern for text never matches such a body, and a
    /// pattern for JSON never matches a text.
    /// </summary>
    public bool MatchesMessage(EventRecord record, string body)
    {
        if (_patterns.Count == 0) return true;
        using var document = JsonDocument.Parse(record.Json, _reading);
        using var content = TryParseObject(body);
        if (content is null) return _patterns.Any(pattern => !pattern.Nested.ContainsKey("body") && pattern.Matches(document.RootElement));
        using var opened = JsonDocument.Parse(WithBody(document.RootElement, content.RootElement), _reading);
        return Matches(opened.RootElement);
    }

    private static JsonDocument? TryParseObject(string body)
    {
        try
        {
            var document = JsonDocument.Parse(body, _readingBody);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> WithBody(JsonElement message, JsonElement body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var output = new Utf8JsonWriter(buffer))
        {
            output.WriteStartObject();
            foreach (var member in message.EnumerateObject())
            {
                output.WritePropertyName(member.Name);
                (member.Name == "body" ? body : member.Value).WriteTo(output);
            }

            output.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string? FaultOf(string pattern, bool allowsNumeric)
    {
        try
        {
            EventPatternParser.Parse(pattern, allowsNumeric);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    private bool Matches(JsonElement record) => _patterns.Exists(pattern => pattern.Matches(record));
}
