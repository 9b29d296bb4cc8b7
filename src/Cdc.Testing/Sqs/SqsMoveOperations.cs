using System.Text.Json;

namespace Cdc.Testing.Sqs;

/// <summary>The operations that bring messages back from dead-letter queues.</summary>
internal sealed class SqsMoveOperations(SqsState state)
{
    public void Start(SqsInput request, Utf8JsonWriter output)
    {
        request.Allow("SourceArn", "DestinationArn", "MaxNumberOfMessagesPerSecond");
        var move = state.Move(request.RequiredText("SourceArn"), request.Text("DestinationArn"), request.Number("MaxNumberOfMessagesPerSecond", 1, 500));
        output.WriteString("TaskHandle", move.Handle);
    }

    public void List(SqsInput request, Utf8JsonWriter output)
    {
        var source = request.Allow("SourceArn", "MaxResults").RequiredText("SourceArn");
        var moves = state.Moves(source).Take(request.Number("MaxResults", 1, 10) ?? 1);
        output.WriteStartArray("Results");
        foreach (var move in moves) Write(output, move);
        output.WriteEndArray();
    }

    /// <summary>Only what still runs can be cancelled, and nothing does.</summary>
    public static void Cancel(SqsInput request)
    {
        if (!Guid.TryParse(request.Allow("TaskHandle").RequiredText("TaskHandle"), out _)) throw SqsErrors.InvalidParameterValue("Value for parameter TaskHandle is invalid.");
        throw SqsErrors.ResourceNotFound("Task does not exist.");
    }

    private static void Write(Utf8JsonWriter output, MessageMove move)
    {
        output.WriteStartObject();
        output.WriteString("Status", move.FailureReason is null ? "COMPLETED" : "FAILED");
        output.WriteString("SourceArn", move.SourceArn);
        if (move.DestinationArn is { } destination) output.WriteString("DestinationArn", destination);
        if (move.MessagesPerSecond is { } rate) output.WriteNumber("MaxNumberOfMessagesPerSecond", rate);
        output.WriteNumber("ApproximateNumberOfMessagesMoved", move.Moved);
        output.WriteNumber("ApproximateNumberOfMessagesToMove", move.Moved + move.Left);
        if (move.FailureReason is { } reason) output.WriteString("FailureReason", reason);
        output.WriteNumber("StartedTimestamp", move.StartedAt.ToUnixTimeMilliseconds());
        output.WriteEndObject();
    }
}
