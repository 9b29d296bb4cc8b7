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

    private readonly ConcurrentDictionary<string, Change[]> _received = new();

    /// <summary>Reads which changes a message is about.</summary>
    public static Change[] ChangesOf(string body) => [.. _reader.ReadBody(body).Select(change => new Change(change.Key, change.Sequence!.Value))];

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.ReceiveMessageAsync(request, cancellationToken);
        foreach (var message in response.Messages ?? []) _received[message.ReceiptHandle] = ChangesOf(message.Body);
        return response;
    }

    public override Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        // Log each receipt once: a second call for it is another try.
        foreach (var entry in request.Entries)
        {
            if (_received.TryRemove(entry.ReceiptHandle, out var changes)) Write(ConsumerEventKind.Deleted, changes);
        }

        return base.DeleteMessageBatchAsync(request, cancellationToken);
    }

    public override async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.SendMessageAsync(request, cancellationToken);
        Write(ConsumerEventKind.Buried, ChangesOf(request.MessageBody));
        return response;
    }

    private void Write(ConsumerEventKind kind, Change[] changes)
    {
        foreach (var change in changes) log.Write(kind, change.Key, change.Sequence);
    }
}
