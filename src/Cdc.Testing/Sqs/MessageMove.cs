namespace Cdc.Testing.Sqs;

/// <summary>A redrive of a dead-letter queue, which is over as soon as it has begun.</summary>
/// <param name="SourceArn">The dead-letter queue.</param>
/// <param name="DestinationArn">Where its messages went; null for the queues that each of them came from.</param>
/// <param name="MessagesPerSecond">The rate that was asked for; null where none was.</param>
internal sealed record MessageMove(string SourceArn, string? DestinationArn, int? MessagesPerSecond)
{
    public string Handle { get; } = Guid.NewGuid().ToString();

    public required DateTimeOffset StartedAt { get; init; }

    public required int Moved { get; init; }

    /// <summary>How many messages have no place to go to.</summary>
    public required int Left { get; init; }

    /// <summary>Why some stayed; null where none did.</summary>
    public string? FailureReason => Left == 0 ? null : "CouldNotDetermineMessageSource";
}
