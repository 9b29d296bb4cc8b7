using System.Text;
using Cdc.Core;
using Cdc.Lambda;

namespace OrdersDemo;

/// <summary>Notes when changes go to SNS; otherwise the client that it is put around.</summary>
internal sealed class RecordedSnsPublisher(ISnsPublisher sns, HopRecorder hops) : ISnsPublisher
{
    private readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("orderId"));

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var changes = entries.ToDictionary(entry => entry.Id, entry => _reader.Read(Encoding.UTF8.GetBytes(entry.Message)));
        foreach (var change in changes.Values) hops.Note(change.Key, change.Operation, Hop.Publishing);
        var failures = await sns.PublishBatchAsync(topicArn, entries, cancellationToken);
        foreach (var failure in failures) changes.Remove(failure.Id);
        foreach (var change in changes.Values) hops.Note(change.Key, change.Operation, Hop.Published);
        return failures;
    }
}
