namespace Cdc.Chaos.Consuming;

/// <summary>What a consumer process does for one chain.</summary>
/// <param name="Endpoint">Where the chain's AWS is.</param>
/// <param name="QueueUrl">The queue to consume.</param>
/// <param name="DeadLetterQueueUrl">Where rejected messages go.</param>
/// <param name="LogPath">The log to write.</param>
internal sealed record ConsumerTask(string Endpoint, string QueueUrl, string DeadLetterQueueUrl, string LogPath)
{
    private const int Parts = 4;

    public string[] ToArguments() => [Endpoint, QueueUrl, DeadLetterQueueUrl, LogPath];

    public static IEnumerable<ConsumerTask> Parse(string[] arguments) => arguments.Chunk(Parts).Select(parts =>
        parts is [var endpoint, var queueUrl, var deadLetterQueueUrl, var logPath]
            ? new ConsumerTask(endpoint, queueUrl, deadLetterQueueUrl, logPath)
            : throw new ArgumentException("A consumer takes four arguments for each chain.", nameof(arguments)));
}
