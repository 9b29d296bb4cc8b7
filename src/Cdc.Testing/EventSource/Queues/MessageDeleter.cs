using System.Globalization;
using Amazon.SQS.Model;

namespace Cdc.Testing.EventSource.Queues;

/// <summary>Deletes messages that the function accepted, and tries again after passing failures.</summary>
internal sealed class MessageDeleter(QueueMapping mapping)
{
    private const int MaxTries = 5;
    private const int MaxEntries = 10;

    /// <summary>Deletes; what cannot be deleted comes again. Stopping ends the waits between tries, not the deletes.</summary>
    public async Task DeleteAsync(IReadOnlyList<QueueEventRecord> messages, CancellationToken stopping)
    {
        foreach (var entries in messages.Chunk(MaxEntries))
        {
            var rest = entries;
            var backoff = mapping.CreateBackoff();
            for (var tries = 1; rest.Length > 0; tries++)
            {
                Exception? failure = null;
                try
                {
                    rest = await TryDeleteAsync(rest).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // The call is made again, whatever kept it from being answered.
                catch (Exception error)
#pragma warning restore CA1031
                {
                    failure = error;
                }

                if (rest.Length == 0) break;
                if (tries == MaxTries)
                {
                    MappingLog.NotDeleted(mapping.Logger, failure, rest.Length);
                    break;
                }

                await backoff.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Deletes once.</summary>
    /// <returns>What to try again. That does not include what SQS blames the caller for, such as an outdated receipt.</returns>
    private async Task<QueueEventRecord[]> TryDeleteAsync(QueueEventRecord[] messages)
    {
        var entries = messages.Select((message, index) => new DeleteMessageBatchRequestEntry(Text(index), message.ReceiptHandle)).ToList();
        var answer = await mapping.Sqs.DeleteMessageBatchAsync(mapping.QueueUrl, entries, CancellationToken.None).ConfigureAwait(false);
        var failed = (answer.Failed ?? []).ToLookup(entry => entry.SenderFault == true, entry => messages[int.Parse(entry.Id, CultureInfo.InvariantCulture)]);
        if (failed[true].Any()) MappingLog.NotDeleted(mapping.Logger, null, failed[true].Count());
        return [.. failed[false]];
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
