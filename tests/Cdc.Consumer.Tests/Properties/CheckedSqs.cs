using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing;

namespace Cdc.Consumer.Tests.Properties;

/// <summary>A client that tries nothing again, and looks at what is deleted.</summary>
/// <param name="aws">Where the queues are.</param>
/// <param name="onDelete">Is given a message's body, before the message is deleted.</param>
/// <param name="onSent">Is given a message's body, after it was sent.</param>
internal sealed class CheckedSqs(LocalAws aws, Action<string> onDelete, Action<string> onSent)
    : AmazonSQSClient(LocalAws.Credentials, aws.Configure(new AmazonSQSConfig { MaxErrorRetry = 0 }))
{
    private readonly ConcurrentDictionary<string, string> _bodies = new();

    public override async Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.ReceiveMessageAsync(request, cancellationToken);
        foreach (var message in response.Messages ?? []) _bodies[message.ReceiptHandle] = message.Body;
        return response;
    }

    public override Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default)
    {
        foreach (var entry in request.Entries) onDelete(_bodies[entry.ReceiptHandle]);
        return base.DeleteMessageBatchAsync(request, cancellationToken);
    }

    public override async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        var response = await base.SendMessageAsync(request, cancellationToken);
        onSent(request.MessageBody);
        return response;
    }
}
