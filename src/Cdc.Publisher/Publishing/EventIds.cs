using System.Buffers;
using System.Security.Cryptography;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Publishing;

/// <summary>Makes the ids by which everybody downstream knows a change and its group.</summary>
internal static class EventIds
{
    private const int MaxLength = 59;
    private const int HashedLength = 32;

    /// <summary>The length of a whole hash in hex.</summary>
    public const int HashLength = SHA256.HashSizeInBytes * 2;

    private static readonly SearchValues<byte> _allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>The event's id where every reader takes it (AWS.Messaging's rule is the strictest), else a hash of it.</summary>
    public static TextRange IdOf(Utf8Arena text, TextRange eventId) =>
        eventId.Length <= MaxLength && !text[eventId].ContainsAnyExcept(_allowed) ? eventId : Hash(text, eventId) with { Length = HashedLength };

    /// <summary>The group within which a FIFO topic keeps the order: a hash of table and key.</summary>
    public static TextRange GroupOf(Utf8Arena text, string tableArn, TextRange key)
    {
        var start = text.Position;
        text.Append(tableArn);
        text.Append((byte)'\n');
        text.Append(key);
        return Hash(text, text.Since(start));
    }

    /// <summary>By what a FIFO topic knows a change again: emulators and replays may give an id twice, so that it has the sequence number too.</summary>
    public static TextRange DeduplicationOf(Utf8Arena text, TextRange id, TextRange sequence)
    {
        var start = text.Position;
        text.Append(id);
        text.Append((byte)'-');
        text.Append(sequence);
        return text.Since(start);
    }

    private static TextRange Hash(Utf8Arena text, TextRange of)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[of], hash);
        Span<byte> hex = stackalloc byte[HashLength];
        Convert.TryToHexStringLower(hash, hex, out _);
        return text.Append(hex);
    }
}
