using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Gives records to the function until it has accepted them all.</summary>
internal sealed class FunctionInvoker(
    string streamArn, Func<Stream, Task<Stream>> handler, LocalEventSourceMappingOptions options, ILogger logger)
{
    /// <summary>Invokes the function with a shard's next records, in order; what it reports as failed goes to it again.</summary>
    /// <exception cref="OperationCanceledException">The mapping stops, and not all records were accepted.</exception>
    public async Task DeliverAsync(IReadOnlyList<DynamoDbStreamRecord> records, CancellationToken stopping)
    {
        var rest = records;
        var backoff = new Backoff(options);
        while (rest.Count > 0)
        {
            stopping.ThrowIfCancellationRequested();
            var accepted = await InvokeAsync(rest).ConfigureAwait(false);
            rest = [.. rest.Skip(accepted.Count)];
            if (accepted.Count > 0) backoff.Reset();
            if (accepted.All) continue;

            MappingLog.SendingAgain(logger, rest.Count, rest[0].SequenceNumber, backoff.Delay.TotalMilliseconds);
            await backoff.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Invokes once.</summary>
    /// <returns>How many records were accepted, and whether those were all that the event held.</returns>
    private async Task<(int Count, bool All)> InvokeAsync(IReadOnlyList<DynamoDbStreamRecord> records)
    {
        var (streamEvent, count) = StreamEventWriter.Write(records, streamArn, options.BatchSize);
        try
        {
            using var input = new MemoryStream(streamEvent.ToArray(), writable: false);
            using var answer = new MemoryStream();
            var output = await handler(input).ConfigureAwait(false);
            if (output is not null)
            {
                await using var _ = output.ConfigureAwait(false);
                await output.CopyToAsync(answer).ConfigureAwait(false);
            }

            if (!options.ReportBatchItemFailures) return (count, true);
            var accepted = BatchResponse.FirstFailed(answer.ToArray(), [.. records.Take(count).Select(record => record.SequenceNumber)]);
            return (accepted, accepted == count);
        }
#pragma warning disable CA1031 // Whatever the function throws, Lambda sends the batch again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            MappingLog.FunctionFailed(logger, error, count);
            return (0, false);
        }
    }
}
