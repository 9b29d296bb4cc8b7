namespace Cdc.Lambda.Publishing;

/// <summary>Says which entries may go out next: packs PublishBatch calls so that several can be under way without breaking any key's order.</summary>
/// <remarks>
/// <para>
/// Of each key only the first entry that is not published yet may go out. So no call holds a key twice, two calls never hold the same key, and
/// a key's later change never goes out after an earlier one failed.
/// </para>
/// <para>
/// A call holds at most ten entries and 262,144 bytes (<see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/>); entries go
/// in the event's order as far as keys allow. Not safe for several threads. Entries are named by their position in the list.
/// </para>
/// </remarks>
internal sealed class PublishSchedule
{
    public const int MaxEntries = 10;

    public const int MaxBytes = 262_144;

    private readonly IReadOnlyList<EnvelopeEntry> _entries;
    private readonly int[] _nextOfKey;
    private readonly int[] _tries;
    private readonly PriorityQueue<int, int> _ready = new();
    private readonly PriorityQueue<int, long> _waiting = new();

    public PublishSchedule(IReadOnlyList<EnvelopeEntry> entries)
    {
        _entries = entries;
        _tries = new int[entries.Count];
        _nextOfKey = new int[entries.Count];
        var lastOfKey = new Dictionary<(string, string), int>(entries.Count);
        for (var position = 0; position < entries.Count; position++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(entries[position].Size, MaxBytes, nameof(entries));
            if (lastOfKey.TryGetValue(entries[position].Key, out var earlier)) _nextOfKey[earlier] = position;
            else _ready.Enqueue(position, position);
            lastOfKey[entries[position].Key] = position;
        }
    }

    /// <summary>When the earliest of the entries that wait for another try is due, as a timestamp; null where none waits.</summary>
    public long? NextDue => _waiting.TryPeek(out _, out var due) ? due : null;

    public EnvelopeEntry this[int position] => _entries[position];

    /// <summary>Takes the entries of the next call.</summary>
    /// <param name="now">The time, as a timestamp.</param>
    /// <returns>Their positions; null where nothing may go out now.</returns>
    public List<int>? NextCall(long now)
    {
        while (_waiting.TryPeek(out var waiting, out var due) && due <= now)
        {
            _waiting.Dequeue();
            _ready.Enqueue(waiting, waiting);
        }

        if (_ready.Count == 0) return null;
        var call = new List<int>(MaxEntries);
        var bytes = 0;
        while (call.Count < MaxEntries && _ready.TryPeek(out var position, out _) && bytes + _entries[position].Size <= MaxBytes)
        {
            _ready.Dequeue();
            call.Add(position);
            bytes += _entries[position].Size;
            _tries[position]++;
        }

        return call;
    }

    /// <summary>How often an entry has been in a call.</summary>
    public int TriesOf(int position) => _tries[position];

    /// <summary>Notes that an entry went out: the next of its key may follow.</summary>
    public void Published(int position)
    {
        // No entry follows itself, and none follows to the first.
        if (_nextOfKey[position] is not 0 and var next) _ready.Enqueue(next, next);
    }

    /// <summary>Puts an entry back that failed; its key waits with it.</summary>
    /// <param name="position">The entry.</param>
    /// <param name="due">When it may be tried again, as a timestamp.</param>
    public void TryAgain(int position, long due) => _waiting.Enqueue(position, due);
}
