using System.Collections.Concurrent;

namespace Cdc.Benchmarks.Consumer;

/// <summary>The messages of a queue: which wait, which are received, which are deleted. It costs next to nothing, so that a benchmark measures the consumer.</summary>
/// <param name="bodies">The messages' bodies. If there are more messages, they start again from the first.</param>
/// <param name="count">How many messages there are.</param>
/// <param name="time">The clock of messages that are hidden for a time. A received message stays hidden longer than any benchmark runs.</param>
internal sealed class Backlog(string[] bodies, int count, TimeProvider time)
{
    private readonly byte[] _isDeleted = new byte[count];
    private readonly int[] _changes = new int[count];
    private readonly ConcurrentQueue<int> _givenBack = new();
    private readonly TaskCompletionSource _allDeleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next = -1;
    private int _deleted;

    public int Count => count;

    public int Deleted => Volatile.Read(ref _deleted);

    /// <summary>Ends when all messages are deleted.</summary>
    public Task AllDeleted => _allDeleted.Task;

    /// <summary>Ends when the next message is given back.</summary>
    public Task Arrival => Volatile.Read(ref _arrival).Task;

    public string BodyOf(int message) => bodies[message % bodies.Length];

    /// <summary>Takes the next message.</summary>
    /// <returns>Its number; -1 where none waits.</returns>
    public int Take()
    {
        while (_givenBack.TryDequeue(out var message))
        {
            if (_isDeleted[message] == 0) return Taken(message);
        }

        if (Volatile.Read(ref _next) >= count) return -1;
        var next = Interlocked.Increment(ref _next);
        return next < count ? Taken(next) : -1;
    }

    public void Delete(int message)
    {
        if (_changes[message] == 0) throw new InvalidOperationException($"Message {message} is deleted and was never received.");
        if (Interlocked.Exchange(ref _isDeleted[message], 1) == 1) return;
        if (Interlocked.Increment(ref _deleted) == count) _allDeleted.SetResult();
    }

    /// <summary>Hides a message for a time from now on, or gives it back at once.</summary>
    public void Hide(int message, TimeSpan hidden)
    {
        var change = Interlocked.Increment(ref _changes[message]);
        if (hidden == TimeSpan.Zero) GiveBack(message);
        else _ = GiveBackAsync(message, change, hidden);
    }

    private int Taken(int message)
    {
        Interlocked.Increment(ref _changes[message]);
        return message;
    }

    private async Task GiveBackAsync(int message, int change, TimeSpan hidden)
    {
        await Task.Delay(hidden, time);
        // Nobody has changed it or received it again in the meantime.
        if (Volatile.Read(ref _changes[message]) == change && _isDeleted[message] == 0) GiveBack(message);
    }

    private void GiveBack(int message)
    {
        _givenBack.Enqueue(message);
        Interlocked.Exchange(ref _arrival, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
