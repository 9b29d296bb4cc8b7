using System.Text;
using Cdc.Core;
using Cdc.Publisher;
using OrdersDemo.Feed;

namespace OrdersDemo.Recording;

/// <summary>Wraps the SNS client, and tells the feed when changes go to SNS, and with which message.</summary>
internal sealed class RecordedSnsPublisher(ISnsPublisher sns, DemoFeed feed) : ISnsPublisher
{
    private readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("orderId"));

    public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(
        string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var changes = entries.ToDictionary(entry => entry.Id, KeyOf);
        foreach (var entry in entries)
        {
            feed.Note(changes[entry.Id], Hop.Publishing, change =>
            {
                change.Envelope = entry.Message;
                change.Publishes++;
            });
        }

        try
        {
            var failures = await sns.PublishBatchAsync(topicArn, entries, cancellationToken);
            foreach (var failure in failures)
            {
                feed.Note(changes[failure.Id], change => change.Fault = $"SNS: {failure.Code}");
                changes.Remove(failure.Id);
            }

            foreach (var key in changes.Values) feed.Note(key, Hop.Published, change => change.Fault = null);
            return failures;
        }
        catch (Exception failure)
        {
            var fault = $"SNS: {(failure as Amazon.Runtime.AmazonServiceException)?.ErrorCode ?? failure.Message}";
            foreach (var key in changes.Values) feed.Note(key, change => change.Fault = fault);
            throw;
        }
    }

    private ChangeKey KeyOf(SnsEntry entry)
    {
        var envelope = _reader.Read(Encoding.UTF8.GetBytes(entry.Message));
        return ChangeKey.Of(envelope, envelope.Key);
    }
}
