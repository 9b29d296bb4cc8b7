using System.Text.Json;

namespace Cdc.Core.Wire;

/// <summary>The last source, type and stream label that were read: most events of a queue have the same, and need no strings of their own.</summary>
/// <remarks>Safe for use by several threads at once: at worst a string is made that was there already.</remarks>
internal sealed class SeenTexts
{
    public SeenText Source { get; } = new();

    public SeenText Type { get; } = new();

    public SeenText StreamLabel { get; } = new();
}

/// <summary>The last text of a field that was read and held to be right.</summary>
internal sealed class SeenText
{
    private string? _text;

    /// <summary>Gives the text if the reader is on the same, else null.</summary>
    public string? Match(ref Utf8JsonReader reader) => Volatile.Read(ref _text) is { } text && reader.ValueTextEquals(text) ? text : null;

    public string Keep(string text) => _text = text;
}
