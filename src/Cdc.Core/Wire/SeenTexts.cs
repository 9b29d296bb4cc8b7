using System.Text.Json;

namespace Cdc.Core.Wire;

/// <summary>The last source, type and stream label that were read: most events of a queue have the same, and need no strings of their own.</summary>
/// <remarks>Safe for use by several threads at once: at worst a string is made that was there already.</remarks>
internal sealed class SeenTexts
{
    private string? _source;
    private string? _type;
    private string? _streamLabel;

    public string Source(ref Utf8JsonReader reader) => Read(ref reader, ref _source);

    public string Type(ref Utf8JsonReader reader) => Read(ref reader, ref _type);

    public string StreamLabel(ref Utf8JsonReader reader) => Read(ref reader, ref _streamLabel);

    private static string Read(ref Utf8JsonReader reader, ref string? seen) =>
        Volatile.Read(ref seen) is { } text && reader.ValueTextEquals(text) ? text : seen = reader.GetString()!;
}
