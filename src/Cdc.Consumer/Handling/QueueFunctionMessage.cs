using Amazon.SQS.Model;
using Cdc.Consumer.Leases;

namespace Cdc.Consumer.Handling;

/// <summary>A message that Lambda received.</summary>
/// <param name="message">The message, made of the event's record.</param>
/// <param name="deadline">When its handlers are cancelled; null where the function is not told its time.</param>
internal sealed class QueueFunctionMessage(Message message, DateTimeOffset? deadline) : ReceivedMessage(message)
{
    public DateTimeOffset? Deadline { get; } = deadline;
}
