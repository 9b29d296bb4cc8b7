using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>SQS's operations on <see cref="SqsState"/>.</summary>
internal sealed class SqsService(SqsState state) : IJsonService
{
    private const string Receive = "ReceiveMessage";

    private static readonly Dictionary<string, Action<SqsService, AwsCall, SqsInput, Utf8JsonWriter>> _operations = new()
    {
        ["SendMessage"] = (service, call, request, output) => service._messages.Send(call, request, output),
        ["SendMessageBatch"] = (service, call, request, output) => service._messages.SendBatch(call, request, output),
        ["DeleteMessage"] = (service, _, request, _) => service._messages.Delete(request),
        ["DeleteMessageBatch"] = (service, _, request, output) => service._messages.DeleteBatch(request, output),
        ["ChangeMessageVisibility"] = (service, _, request, _) => service._messages.ChangeVisibility(request),
        ["ChangeMessageVisibilityBatch"] = (service, _, request, output) => service._messages.ChangeVisibilityBatch(request, output),
        ["CreateQueue"] = (service, call, request, output) => service._queues.Create(call, request, output),
        ["GetQueueUrl"] = (service, call, request, output) => service._queues.GetUrl(call, request, output),
        ["ListQueues"] = (service, call, request, output) => service._queues.List(call, request, output),
        ["DeleteQueue"] = (service, _, request, _) => service._queues.Delete(request),
        ["PurgeQueue"] = (service, _, request, _) => service._queues.Purge(request),
        ["GetQueueAttributes"] = (service, _, request, output) => service._queues.GetAttributes(request, output),
        ["SetQueueAttributes"] = (service, _, request, _) => service._queues.SetAttributes(request),
        ["AddPermission"] = (service, _, request, _) => service._queues.AddPermission(request),
        ["RemovePermission"] = (service, _, request, _) => service._queues.RemovePermission(request),
        ["TagQueue"] = (service, _, request, _) => service._queues.Tag(request),
        ["UntagQueue"] = (service, _, request, _) => service._queues.Untag(request),
        ["ListQueueTags"] = (service, _, request, output) => service._queues.ListTags(request, output),
        ["ListDeadLetterSourceQueues"] = (service, call, request, output) => service._queues.ListDeadLetterSources(call, request, output),
        ["StartMessageMoveTask"] = (service, _, request, output) => service._moves.Start(request, output),
        ["ListMessageMoveTasks"] = (service, _, request, output) => service._moves.List(request, output),
        ["CancelMessageMoveTask"] = (_, _, request, _) => SqsMoveOperations.Cancel(request),
    };

    private readonly SqsQueueOperations _queues = new(state);
    private readonly SqsMessageOperations _messages = new(state);
    private readonly SqsMoveOperations _moves = new(state);

    /// <summary>The names of the operations that there are.</summary>
    public static IReadOnlyCollection<string> Operations => [Receive, .. _operations.Keys];

    public string TargetPrefix => "AmazonSQS";

    public string ErrorNamespace => "com.amazonaws.sqs";

    public ValueTask InvokeAsync(AwsCall call, JsonElement input, Utf8JsonWriter output, CancellationToken cancellationToken)
    {
        var request = new SqsInput(call.Operation, input);
        if (call.Operation == Receive) return _messages.ReceiveAsync(request, output, cancellationToken);
        if (!_operations.TryGetValue(call.Operation, out var operation)) throw AwsCall.Unsupported("SQS", call.Operation, "UnsupportedOperation");
        operation(this, call, request, output);
        return ValueTask.CompletedTask;
    }
}
