namespace Cdc.Testing.Sqs;

/// <summary>Remembers what a deduplication id was answered with, for five minutes from the first use of the id.</summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class DeduplicationWindow<T>
{
    private readonly Dictionary<string, T> _answers = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Until, string Id)> _byAge = [];

    public bool TryGet(string id, DateTimeOffset now, out T? answer)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Until <= now)
            _answers.Remove(_byAge.Dequeue().Id);
        return _answers.TryGetValue(id, out answer);
    }

    public void Add(string id, DateTimeOffset now, T answer)
    {
        _answers[id] = answer;
        _byAge.Enqueue((now + SqsLimits.DeduplicationWindow, id));
    }
}
