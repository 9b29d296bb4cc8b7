namespace Cdc.Publisher.Buffers;

/// <summary>A list in a pooled array, whose elements can be changed in place.</summary>
/// <remarks>A reference to an element holds until the next is added.</remarks>
internal sealed class PooledList<T> : IDisposable
    where T : struct
{
    private T[] _items = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return ref _items[index];
        }
    }

    public ref T Add(T item)
    {
        if (Count == _items.Length) Grow();
        _items[Count] = item;
        return ref _items[Count++];
    }

    public void Dispose()
    {
        PooledArray<T>.Return(_items);
        _items = [];
        Count = 0;
    }

    private void Grow()
    {
        var larger = PooledArray<T>.Rent(Math.Max(128, _items.Length * 2));
        _items.AsSpan(0, Count).CopyTo(larger);
        PooledArray<T>.Return(_items);
        _items = larger;
    }
}
