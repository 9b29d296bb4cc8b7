using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>The operations on messages: send, receive, delete, change visibility.</summary>
internal sealed class SqsMessageOperations(SqsState state)
{
    private const int MaximumVisibilitySeconds = 43_200;

    public void Send(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        var queue = request.Allow(["QueueUrl", .. SqsMessageReader.Members]).Queue(state);
        var (content, delay) = SqsMessageReader.Read(request, queue);
        SqsMessageWriter.WriteSent(output, content, queue.Send(InTrace(call, content), delay));
    }

    public void SendBatch(AwsCall call, SqsInput request, Utf8JsonWriter output)
    {
        var queue = request.Allow("QueueUrl", "Entries").Queue(state);
        var entries = SqsBatch.Check(request, "SendMessageBatchRequestEntry", SqsMessageReader.Members);
        SqsMessageReader.CheckBatch(entries, queue);
        var bytes = entries.Sum(SqsMessageReader.SizeOf);
        if (bytes > SqsLimits.MessageBytes) throw SqsErrors.BatchRequestTooLong(bytes);
        SqsBatch.Run(entries, output, Failing(request, entries), entry =>
        {
            var (content, delay) = SqsMessageReader.Read(entry, queue);
            var sent = queue.Send(InTrace(call, content), delay);
            return item => SqsMessageWriter.WriteSent(item, content, sent);
        });
    }

    public async ValueTask ReceiveAsync(SqsInput request, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        var queue = request.Allow(
            "QueueUrl", "AttributeNames", "MessageSystemAttributeNames", "MessageAttributeNames", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds",
            "ReceiveRequestAttemptId").Queue(state);
        var writer = new SqsMessageWriter(request, state.Options.AccountId);
        var messages = await queue.ReceiveAsync(
            new(
                request.Number("MaxNumberOfMessages", 1, 10) ?? 1,
                request.Seconds("VisibilityTimeout", 0, MaximumVisibilitySeconds),
                request.Seconds("WaitTimeSeconds", 0, 20),
                SqsMessageReader.ReadAttemptId(request, queue)),
            cancellationToken).ConfigureAwait(false);
        if (messages.Count == 0) return;
        output.WriteStartArray("Messages");
        foreach (var message in messages) writer.Write(output, message);
        output.WriteEndArray();
    }

    public void Delete(SqsInput request) =>
        request.Allow("QueueUrl", "ReceiptHandle").Queue(state).Delete(request.RequiredText("ReceiptHandle"));

    public void DeleteBatch(SqsInput request, Utf8JsonWriter output)
    {
        var queue = request.Allow("QueueUrl", "Entries").Queue(state);
        var entries = SqsBatch.Check(request, "DeleteMessageBatchRequestEntry", "ReceiptHandle");
        SqsBatch.Run(entries, output, Failing(request, entries), entry =>
        {
            queue.Delete(entry.RequiredText("ReceiptHandle"));
            return null;
        });
    }

    public void ChangeVisibility(SqsInput request) =>
        ChangeVisibility(request.Allow("QueueUrl", "ReceiptHandle", "VisibilityTimeout").Queue(state), request);

    public void ChangeVisibilityBatch(SqsInput request, Utf8JsonWriter output)
    {
        var queue = request.Allow("QueueUrl", "Entries").Queue(state);
        var entries = SqsBatch.Check(request, "ChangeMessageVisibilityBatchRequestEntry", "ReceiptHandle", "VisibilityTimeout");
        SqsBatch.Run(entries, output, Failing(request, entries), entry =>
        {
            ChangeVisibility(queue, entry);
            return null;
        });
    }

    /// <summary>The trace that a message names goes before the one that its sender is in.</summary>
    private static SqsMessageContent InTrace(AwsCall call, SqsMessageContent content) => content with { TraceHeader = content.TraceHeader ?? call.TraceHeader };

    /// <summary>The entries that a fault fails.</summary>
    private bool[]? Failing(SqsInput request, IReadOnlyList<SqsInput> entries) =>
        state.Options.Faults.StrikeInside(AwsService.Sqs, request.Operation, AwsFaultKind.PartialFailure)?.Pick(entries.Count);

    private static void ChangeVisibility(SqsQueue queue, SqsInput input) =>
        queue.ChangeVisibility(
            input.RequiredText("ReceiptHandle"),
            input.Seconds("VisibilityTimeout", 0, MaximumVisibilitySeconds) ?? throw SqsErrors.MissingParameter("VisibilityTimeout"),
            input.Operation);
}
