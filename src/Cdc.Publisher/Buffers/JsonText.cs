using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Cdc.Publisher.Buffers;

/// <summary>Takes strings out of JSON and puts them in again.</summary>
internal static class JsonText
{
    // The envelope writer's: letters stay letters, and what SNS would refuse in a message, as U+FFFF, is escaped.
    private static readonly JavaScriptEncoder _encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Appends the string that the reader is on, without its escapes.</summary>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public static TextRange Append(Utf8Arena text, ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            ThrowIfInvalid(raw);
            return text.Append(raw);
        }

        var start = text.Position;
        text.Advance(reader.CopyString(text.GetSpan(raw.Length)));
        return text.Since(start);
    }

    /// <summary>Appends the string that the reader is on as a JSON string, quotation marks included. The same text always becomes the same bytes.</summary>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public static TextRange AppendQuoted(Utf8Arena text, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return AppendQuoted(text, reader.ValueSpan);
        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return AppendQuoted(text, scratch.AsSpan(0, reader.CopyString(scratch)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>Appends a text, which is not in the arena itself, as a JSON string.</summary>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public static TextRange AppendQuoted(Utf8Arena text, scoped ReadOnlySpan<byte> utf8)
    {
        var start = text.Position;
        text.Append((byte)'"');
        AppendEncoded(text, utf8);
        text.Append((byte)'"');
        return text.Since(start);
    }

    /// <summary>Appends a text, which is not in the arena itself, as it stands between the quotation marks of a JSON string.</summary>
    /// <exception cref="InvalidOperationException">It is not valid Unicode.</exception>
    public static void AppendEncoded(Utf8Arena text, scoped ReadOnlySpan<byte> utf8)
    {
        if (_encoder.FindFirstCharacterToEncodeUtf8(utf8) < 0)
        {
            text.Append(utf8);
            return;
        }

        ThrowIfInvalid(utf8);
        _encoder.EncodeUtf8(utf8, text.GetSpan(utf8.Length * 6), out _, out var written);
        text.Advance(written);
    }

    private static void ThrowIfInvalid(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8)) throw new InvalidOperationException("The string is not valid UTF-8.");
    }
}
