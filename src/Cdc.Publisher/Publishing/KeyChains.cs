using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;

namespace Cdc.Publisher.Publishing;

/// <summary>Links the changes of each key in their order: a hash table from a key to its last change, in pooled memory.</summary>
internal sealed class KeyChains : IDisposable
{
    private readonly EntryBatch _entries;
    private readonly int[] _lastOfKey;
    private readonly int _mask;

    public KeyChains(EntryBatch entries)
    {
        _entries = entries;
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, entries.Count * 2));
        _mask = buckets - 1;
        _lastOfKey = PooledArray<int>.Rent(buckets);
        _lastOfKey.AsSpan(0, buckets).Fill(EntrySlot.None);
    }

    /// <summary>Puts a change behind the last one of its key.</summary>
    public void Add(int index)
    {
        for (var bucket = HashOf(index) & _mask; ; bucket = (bucket + 1) & _mask)
        {
            ref var last = ref _lastOfKey[bucket];
            if (last != EntrySlot.None)
            {
                if (!IsSameKey(last, index)) continue;
                _entries[last].Next = index;
                _entries[index].Previous = last;
            }

            last = index;
            return;
        }
    }

    public void Dispose() => PooledArray<int>.Return(_lastOfKey);

    private int HashOf(int index)
    {
        var hash = default(HashCode);
        hash.AddBytes(_entries.Text[Record(index).Key]);
        return hash.ToHashCode();
    }

    private bool IsSameKey(int left, int right) =>
        Record(left).Table!.Arn == Record(right).Table!.Arn && _entries.Text[Record(left).Key].SequenceEqual(_entries.Text[Record(right).Key]);

    private ref RecordSlot Record(int index) => ref _entries.Records.Records[index];
}
