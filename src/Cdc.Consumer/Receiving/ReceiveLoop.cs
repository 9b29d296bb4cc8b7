using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Logging;
using Cdc.Core;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Receiving;

/// <summary>Receives messages as long as there is room for them, reads them and posts them to the dispatcher.</summary>
internal sealed class ReceiveLoop<TKey>(
    SqsQueue queue,
    CdcEnvelopeReader<TKey> reader,
    KeyedDispatcher<TKey> dispatcher,
    TimeSpan pauseWhenEmpty,
    TimeProvider time,
    ILogger logger)
    where TKey : notnull
{
    private int _failures;
    private string? _reported;

    /// <summary>Runs until it is cancelled; no error of SQS ends it.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var places = await dispatcher.ReserveAsync(SqsQueue.MaxBatch, stopping).ConfigureAwait(false);
                var pause = await ReceiveAsync(places, stopping).ConfigureAwait(false);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <returns>How long to wait before the next receive.</returns>
    private async Task<TimeSpan> ReceiveAsync(int places, CancellationToken stopping)
    {
        var posted = 0;
        try
        {
            // After a failure an answer at once says sooner that it works again.
            var messages = await queue.ReceiveAsync(places, wait: _failures == 0, stopping).ConfigureAwait(false);
            Recovered();
            foreach (var message in messages)
            {
                if (TryRead(message) is not { } held) continue;
                dispatcher.Post(held);
                posted++;
            }

            return messages.Count == 0 ? pauseWhenEmpty : TimeSpan.Zero;
        }
        catch (Exception error) when (stopping.IsCancellationRequested)
        {
            throw new OperationCanceledException("Told to stop.", error, stopping);
        }
#pragma warning disable CA1031 // Nothing that a receive throws may end the loop.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failed(error);
        }
        finally
        {
            dispatcher.Return(places - posted);
        }
    }

    private HeldMessage<TKey>? TryRead(Message message)
    {
        var receipt = new MessageReceipt(message.MessageId, message.ReceiptHandle);
        var count = ReceiveCount(message);
        try
        {
            return new HeldMessage<TKey>(receipt, count, reader.ReadBody(message.Body ?? ""));
        }
        catch (CdcEnvelopeFormatException error)
        {
            logger.MessageUnreadable(receipt.MessageId, count, error.Message);
        }
#pragma warning disable CA1031 // The key type's own code failed; what it says may quote the key.
        catch (Exception error)
#pragma warning restore CA1031
        {
            logger.MessageUnreadable(receipt.MessageId, count, $"Reading the key threw {error.GetType()}.");
        }

        return null;
    }

    private static int ReceiveCount(Message message) =>
        message.Attributes is { } attributes
        && attributes.TryGetValue(MessageSystemAttributeName.ApproximateReceiveCount, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 1;

    private TimeSpan Failed(Exception error)
    {
        // One line for a spell of failures, and one more when their cause changes.
        var advice = SqsFault.Advice(error);
        if (_reported != advice) logger.ReceiveFailed(error, queue.Name, advice);
        _reported = advice;
#pragma warning disable CA5394 // Jitter is no secret.
        return ReceiveBackoff.After(++_failures, Random.Shared.NextDouble());
#pragma warning restore CA5394
    }

    private void Recovered()
    {
        if (_failures > 0) logger.ReceiveRecovered(queue.Name, _failures);
        _failures = 0;
        _reported = null;
    }
}
