namespace Cdc.Chaos.Writing;

/// <summary>How many changes may still be written, by all writers together.</summary>
internal sealed class ChangeQuota(int most)
{
    private int _taken;
    private volatile bool _isClosed;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether there are no more by decision, not by number.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Takes up to a number of changes.</summary>
    /// <returns>How many there were; 0 when it is time to stop.</returns>
    public int Take(int wanted)
    {
        while (!_isClosed)
        {
            var before = Taken;
            var got = Math.Min(wanted, most - before);
            if (Interlocked.CompareExchange(ref _taken, before + got, before) == before) return got;
        }

        return 0;
    }

    /// <summary>Gives out no more.</summary>
    public void Close() => _isClosed = true;
}
