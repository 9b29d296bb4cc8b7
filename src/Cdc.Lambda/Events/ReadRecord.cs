namespace Cdc.Lambda.Events;

/// <summary>What became of one record of an event: a record, or the reason why it is none.</summary>
/// <param name="SequenceNumber">What Lambda wants back when the record failed.</param>
/// <param name="Record">The record, or null.</param>
/// <param name="Problem">Why there is no record, as the end of a sentence: "has no Keys".</param>
internal readonly record struct ReadRecord(string SequenceNumber, StreamRecord? Record, string? Problem);
