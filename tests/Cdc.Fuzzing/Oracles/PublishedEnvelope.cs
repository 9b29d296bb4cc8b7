using System.Text;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Fuzzing.Oracles;

/// <summary>A message that reached SNS, read again.</summary>
/// <param name="Envelope">The envelope; its key is JSON.</param>
/// <param name="Data">The key, parsed.</param>
/// <param name="IsConfirmed">Whether the publisher was told that it went out.</param>
internal sealed record PublishedEnvelope(CdcEnvelope<ReadOnlyMemory<byte>> Envelope, JsonElement Data, bool IsConfirmed)
{
    private static readonly CdcEnvelopeReader<ReadOnlyMemory<byte>> _reader = new(CdcKeyFormat.ForJson());

    /// <exception cref="CdcEnvelopeFormatException">The message is no envelope.</exception>
    public static PublishedEnvelope Read(string message, bool isConfirmed)
    {
        var envelope = _reader.Read(Encoding.UTF8.GetBytes(message));
        using var data = JsonDocument.Parse(envelope.Key);
        return new PublishedEnvelope(envelope, data.RootElement.Clone(), isConfirmed);
    }

    public bool IsOf(EventRecord record) =>
        SequenceNumber.TryParse(record.Sequence, out var sequence) && sequence == Envelope.Sequence && IsOfItemOf(record)
        && string.Equals(Envelope.Operation.ToString(), record.EventName, StringComparison.OrdinalIgnoreCase);

    public bool IsOfItemOf(EventRecord record) =>
        record.StreamArn?.StartsWith(Envelope.Source, StringComparison.Ordinal) == true && record.HasKey(Data);
}
