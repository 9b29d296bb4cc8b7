namespace Cdc.Testing.Sqs;

/// <summary>What a receive asks for.</summary>
/// <param name="Maximum">The most messages.</param>
/// <param name="Visibility">How long to hide them; null for the queue's own.</param>
/// <param name="Wait">How long to wait for the first one; null for the queue's own.</param>
/// <param name="AttemptId">What makes a repeated receive of a FIFO queue the same one; null where it is none.</param>
internal sealed record ReceiveRequest(int Maximum, TimeSpan? Visibility, TimeSpan? Wait, string? AttemptId);

/// <summary>What one attempt of a FIFO queue was answered with, to answer it again; the queue's lock guards it.</summary>
internal sealed class ReceiveAttempt(IReadOnlyList<(SqsMessage Message, SqsReceived Received)> messages, DateTimeOffset hiddenUntil)
{
    public IReadOnlyList<(SqsMessage Message, SqsReceived Received)> Messages { get; } = messages;

    public DateTimeOffset HiddenUntil { get; set; } = hiddenUntil;

    /// <summary>Whether nobody deleted or hid one of the messages otherwise since.</summary>
    public bool IsUntouchedIn(QueueMessages queue) => Messages.All(pair =>
        pair.Message.State == SqsMessageState.InFlight && queue.Has(pair.Message) && pair.Message.VisibleAt == HiddenUntil);
}
