namespace Cdc.Testing.Sqs;

/// <summary>Remembers what a deduplication id was answered with, for five minutes from the first use of the id.</summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class DeduplicationWindow<T>
{
    private readonly Dictionary<string, T> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Until, string Id)> _byAge = [];

    /// <summary>How many ids it remembers.</summary>
    public int Count => _answers.Count;

    /// <summary>Forgets what is too old.</summary>
    public void Advance(DateTimeOffset now)
    {
        if (!_byAge.TryPeek(out var oldest) || oldest.Until > now) return;
        do _answers.Remove(_byAge.Dequeue().Id);
        while (_byAge.TryPeek(out oldest) && oldest.Until <= now);
        if (_byAge.Count == 0) Clear();
    }

    /// <summary>Forgets everything, and the room that it took.</summary>
    public void Clear()
    {
        _answers.Clear();
        _byAge.Clear();
        _answers.TrimExcess();
        _byAge.TrimExcess();
    }

    public bool TryGet(string id, DateTimeOffset now, out T? answer)
    {
        Advance(now);
        return _answers.TryGetValue(id, out answer);
    }

    public void Add(string id, DateTimeOffset now, T answer)
    {
        _answers[id] = answer;
        _byAge.Enqueue((now + SqsLimits.DeduplicationWindow, id));
    }
}
