using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Chaos.Verifying;
using Cdc.Core;
using Cdc.Testing;

namespace Cdc.Chaos.Consuming;

/// <summary>An SQS client that logs which changes are about to be deleted, and which are in the dead-letter queue.</summary>
internal sealed class LoggingSqs(string endpoint, ConsumerLogWriter log)
    : AmazonSQSClient(LocalAws.Credentials, new AmazonSQSConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    private static readonly CdcEnvelopeReader<string> _reader = new(CdcKeyFormat.ForString("id"));

    private readonly ConcurrentDictionary<string, Change> _received = new();

    /// <summary>Reads which change a message is about.</summary>
    public static Change ChangeOf(string body)
    {
        var change = _reader.ReadBody(body).Single();
        return new(change.Key, change.Sequence!.Value);
    }

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.ReceiveMessageAsync(request, cancellationToken);
        foreach (var message in response.Messages ?? []) _received[message.ReceiptHandle] = ChangeOf(message.Body);
        return response;
    }

    public override Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        // Log each receipt once: a second call for it is another try.
        foreach (var entry in request.Entries)
        {
            if (_received.TryRemove(entry.ReceiptHandle, out var change)) log.Write(ConsumerEventKind.Deleted, change.Key, change.Sequence);
        }

        return base.DeleteMessageBatchAsync(request, cancellationToken);
    }

    public override async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.SendMessageAsync(request, cancellationToken);
        var change = ChangeOf(request.MessageBody);
        log.Write(ConsumerEventKind.Buried, change.Key, change.Sequence);
        return response;
    }
}
