using System.Collections.Concurrent;
using Amazon.SQS.Model;

namespace Cdc.Fuzzing.Targets;

/// <summary>A queue that gives out its messages once, and notes what becomes of them.</summary>
internal sealed class FuzzedQueue(List<Message> messages)
{
    private readonly TaskCompletionSource _allSettled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>The handles of the messages that were deleted, and of those that come again.</summary>
    public ConcurrentDictionary<string, byte> Deleted { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte> Released { get; } = new(StringComparer.Ordinal);

    /// <summary>The bodies that were copied to the dead-letter queue.</summary>
    public ConcurrentQueue<string> DeadLettered { get; } = new();

    /// <summary>Ends when each message is deleted or comes again.</summary>
    public Task AllSettled => _allSettled.Task;

    /// <returns>The messages, the first time.</returns>
    public List<Message>? Take() => Interlocked.Exchange(ref _taken, 1) == 0 ? messages : null;

    public void Settle(ConcurrentDictionary<string, byte> to, IEnumerable<string> handles)
    {
        foreach (var handle in handles) to[handle] = 0;
        if (messages.TrueForAll(message => Deleted.ContainsKey(message.ReceiptHandle) || Released.ContainsKey(message.ReceiptHandle))) _allSettled.TrySetResult();
    }
}
