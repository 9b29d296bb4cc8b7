namespace Cdc.Lambda.Publishing;

/// <summary>A record and what goes out for it.</summary>
/// <param name="Index">The record's index in the event; the entry's id is the same.</param>
/// <param name="Record">The record.</param>
/// <param name="Entry">The message.</param>
/// <param name="Key">Whose order must be kept: the table and the item's key.</param>
/// <param name="Size">The bytes that SNS counts: message, and the attributes' names, types and values.</param>
internal sealed record EnvelopeEntry(int Index, StreamRecord Record, SnsEntry Entry, (string Table, string Key) Key, int Size);
