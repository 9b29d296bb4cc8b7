using Cdc.Core;

namespace Cdc.Consumer.Queue;

/// <summary>Puts an event's messages into line: each behind the last one of every key that it has a change of, and of its FIFO group.</summary>
internal sealed class QueueLines<TKey>(CdcKeyFormat<TKey> keyFormat)
    where TKey : notnull
{
    private readonly Dictionary<(string Source, string Key), Task<bool>> _lastOfKey = [];
    private readonly Dictionary<string, Task<bool>> _lastOfGroup = [];

    /// <summary>Begins a message's run, which knows what to wait for.</summary>
    /// <param name="message">The message.</param>
    /// <param name="changes">Its changes; none where it cannot be read.</param>
    /// <param name="run">
    /// Runs the message after other runs, and is told the run of its group's last message, null where there is none. Must not run on this thread.
    /// </param>
    public Task<bool> Add(QueueMessage message, IReadOnlyList<CdcEnvelope<TKey>> changes, Func<Task, Task<bool>?, Task<bool>> run)
    {
        var keys = changes.Select(change => (change.Source, keyFormat.ToCanonicalJson(change.Key))).Distinct().ToList();
        var before = keys.Select(key => _lastOfKey.GetValueOrDefault(key)).OfType<Task>();
        var group = message.FifoGroup is { } name ? _lastOfGroup.GetValueOrDefault(name) : null;
        var mine = run(Task.WhenAll(before), group);
        foreach (var key in keys) _lastOfKey[key] = mine;
        if (message.FifoGroup is not null) _lastOfGroup[message.FifoGroup] = mine;
        return mine;
    }
}
