using System.Collections.Concurrent;
using System.Text;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>A function that keeps what it is given and answers as it is told.</summary>
/// <param name="read">Reads an event's batch.</param>
/// <param name="name">Names a batch's records for a test to compare.</param>
internal abstract class ScriptedFunction<TBatch>(Func<Stream, TBatch> read, Func<TBatch, string> name)
{
    private readonly ConcurrentQueue<TBatch> _events = new();
    private readonly SemaphoreSlim _invoked = new(0);

    /// <summary>Gets or sets what the function does, given the invocation's number from 1 on and its records.</summary>
    public Func<int, TBatch, Task<string>> Answer { get; set; } = (_, _) => Task.FromResult("");

    /// <summary>Gets the records of each invocation so far.</summary>
    public IReadOnlyList<TBatch> Events => [.. _events];

    /// <summary>Gets the names of the records of each invocation so far.</summary>
    public IEnumerable<string> Batches => _events.Select(name);

    public async Task<Stream> HandleAsync(Stream input)
    {
        var batch = read(input);
        int number;
        lock (_events)
        {
            _events.Enqueue(batch);
            number = _events.Count;
        }

        _invoked.Release();
        return new MemoryStream(Encoding.UTF8.GetBytes(await Answer(number, batch)));
    }

    /// <summary>Holds some invocations, and accepts the others at once.</summary>
    /// <param name="which">Says of an invocation's number and records whether it is held.</param>
    /// <returns>What the held ones will answer.</returns>
    public TaskCompletionSource<string> Hold(Func<int, TBatch, bool> which)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = (number, batch) => which(number, batch) ? answer.Task.WaitAsync(HangGuard.Patience) : Task.FromResult("");
        return answer;
    }

    /// <summary>Waits for the next invocation that was not waited for yet.</summary>
    public async Task InvokedAsync()
    {
        if (!await _invoked.WaitAsync(HangGuard.Patience)) throw new TimeoutException($"Not invoked any more after: {string.Join(" | ", Batches)}.");
    }
}
