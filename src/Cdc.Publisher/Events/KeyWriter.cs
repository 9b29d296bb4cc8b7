using System.Text.Json;
using Cdc.Core;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>Takes DynamoDB's type letters off a record's <c>Keys</c>: <c>{"id":{"N":"1"}}</c> becomes <c>{"id":1}</c>.</summary>
internal ref struct KeyWriter
{
    private const int LeastLimit = 255;

    private static readonly CdcKeyFormat<ReadOnlyMemory<byte>> _keys = CdcKeyFormat.ForJson();

    private int _count;
    private (TextRange Name, TextRange Value) _first;
    private (TextRange Name, TextRange Value) _second;

    /// <summary>Reads the value that the reader is on. The same key always gives the same bytes: attributes go by name.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null where nothing is.</returns>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static string? Read(Utf8Arena text, ref Utf8JsonReader reader, out TextRange json)
    {
        json = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return "has Keys that are not an object";
        }

        string? problem = null;
        var attributes = default(KeyWriter);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = JsonText.AppendQuoted(text, ref reader);
            if (!TypedValueReader.TryReadKey(text, ref reader, out var value)) problem ??= "has a key attribute that is not S, N or B with a value";
            else problem ??= attributes.Add(text, name, value);
        }

        if (attributes._count == 0) problem ??= "has no Keys";
        if (problem is null)
        {
            json = attributes.Write(text);
            problem = ProblemOf(text[json]);
        }

        return problem;
    }

    /// <summary>Adds an attribute whose name and value are JSON in the arena.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Add(Utf8Arena text, TextRange name, TextRange value)
    {
        if (_count == 2) return "has more than two key attributes";
        var order = _count == 0 ? 0 : text[name][..^1].SequenceCompareTo(text[_first.Name][..^1]);
        if (_count == 0) _first = (name, value);
        else if (order == 0) return "has the same key attribute twice";
        else if (order > 0) _second = (name, value);
        else (_first, _second) = ((name, value), _first);
        _count++;
        return null;
    }

    public readonly TextRange Write(Utf8Arena text)
    {
        var start = text.Position;
        text.Append((byte)'{');
        WriteOne(text, _first);
        if (_count == 2)
        {
            text.Append((byte)',');
            WriteOne(text, _second);
        }

        text.Append((byte)'}');
        return text.Since(start);
    }

    /// <summary>Finds out that no table has the key, so that no reader would take it.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? ProblemOf(ReadOnlySpan<byte> json)
    {
        // No limit of a name, a number or a key is below this: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
        if (json.Length <= LeastLimit) return null;
        try
        {
            _keys.ReadData(json);
            return null;
        }
        catch (CdcEnvelopeFormatException error)
        {
            return $"has Keys that no table has: {error.Message}";
        }
    }

    private static void WriteOne(Utf8Arena text, (TextRange Name, TextRange Value) attribute)
    {
        text.Append(attribute.Name);
        text.Append((byte)':');
        text.Append(attribute.Value);
    }
}
