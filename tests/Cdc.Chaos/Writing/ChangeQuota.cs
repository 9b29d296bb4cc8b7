namespace Cdc.Chaos.Writing;

/// <summary>How many changes may still be written, by all writers together.</summary>
internal sealed class ChangeQuota(int most)
{
    private int _taken;
    private volatile bool _isClosed;

    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Whether the quota was closed, rather than used up.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Takes changes, up to a number.</summary>
    /// <returns>How many were taken; 0 when it is time to stop.</returns>
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

    /// <summary>Closes the quota: it gives out no more changes.</summary>
    public void Close() => _isClosed = true;
}
