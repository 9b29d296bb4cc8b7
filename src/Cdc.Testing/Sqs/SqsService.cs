using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>SQS's operations on <see cref="SqsState"/>.</summary>
internal sealed class SqsService(SqsState state) : IJsonService
{
    private readonly SqsQueueOperations _queues = new(state);
    private readonly SqsMessageOperations _messages = new(state);
    private readonly SqsMoveOperations _moves = new(state);

    public string TargetPrefix => "AmazonSQS";

    public string ErrorNamespace => "com.amazonaws.sqs";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        var request = new SqsInput(call.Operation, input);
        switch (call.Operation)
        {
            case "ReceiveMessage": return _messages.ReceiveAsync(request, output, cancellationToken);
            case "SendMessage": _messages.Send(request, output); break;
            case "SendMessageBatch": _messages.SendBatch(request, output); break;
            case "DeleteMessage": _messages.Delete(request); break;
            case "DeleteMessageBatch": _messages.DeleteBatch(request, output); break;
            case "ChangeMessageVisibility": _messages.ChangeVisibility(request); break;
            case "ChangeMessageVisibilityBatch": _messages.ChangeVisibilityBatch(request, output); break;
            case "CreateQueue": _queues.Create(call, request, output); break;
            case "GetQueueUrl": _queues.GetUrl(call, request, output); break;
            case "ListQueues": _queues.List(call, request, output); break;
            case "DeleteQueue": _queues.Delete(request); break;
            case "PurgeQueue": _queues.Purge(request); break;
            case "GetQueueAttributes": _queues.GetAttributes(request, output); break;
            case "SetQueueAttributes": _queues.SetAttributes(request); break;
            case "TagQueue": _queues.Tag(request); break;
            case "UntagQueue": _queues.Untag(request); break;
            case "ListQueueTags": _queues.ListTags(request, output); break;
            case "ListDeadLetterSourceQueues": _queues.ListDeadLetterSources(call, request, output); break;
            case "StartMessageMoveTask": _moves.Start(request, output); break;
            case "ListMessageMoveTasks": _moves.List(request, output); break;
            case "CancelMessageMoveTask": SqsMoveOperations.Cancel(request); break;
            default: throw AwsCall.Unsupported("SQS", call.Operation, "UnsupportedOperation");
        }

        return ValueTask.CompletedTask;
    }
}
