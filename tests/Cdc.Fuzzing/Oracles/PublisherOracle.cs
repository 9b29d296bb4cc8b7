using Cdc.Core;

namespace Cdc.Fuzzing.Oracles;

/// <summary>Says whether an invocation of the publisher lost a record.</summary>
internal static class PublisherOracle
{
    /// <param name="records">The event's records.</param>
    /// <param name="firstFailed">What the answer reports; null for nothing.</param>
    /// <param name="published">What reached SNS.</param>
    /// <param name="isCoalesced">Whether a newer change of a key may go out for an older one.</param>
    /// <returns>What is lost; null for nothing.</returns>
    public static string? FindLoss(IReadOnlyList<EventRecord> records, string? firstFailed, IReadOnlyList<PublishedEnvelope> published, bool isCoalesced)
    {
        SequenceNumber? first = firstFailed is null ? null : SequenceNumber.Parse(firstFailed);
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            if (!SequenceNumber.TryParse(record.Sequence, out var sequence)) return $"record {index} has no sequence number, and the event was not refused";
            if (first is { } reported && sequence >= reported) continue;
            if (published.Any(each => each.IsConfirmed && each.IsOf(record))) continue;
            if (isCoalesced && published.Any(each => each.IsConfirmed && each.IsOfItemOf(record) && each.Envelope.Sequence >= sequence)) continue;
            return $"record {index} was neither published nor reported as failed";
        }

        return published.FirstOrDefault(each => !records.Any(each.IsOf)) is { } stray
            ? $"the envelope of sequence {stray.Envelope.Sequence} is not what its record says"
            : null;
    }
}
