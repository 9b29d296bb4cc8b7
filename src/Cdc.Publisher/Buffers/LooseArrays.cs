namespace Cdc.Publisher.Buffers;

/// <summary>A few large arrays that nobody uses now, until a full garbage collection takes them. Safe for several threads.</summary>
internal sealed class LooseArrays<T>
{
    // Those of a few invocations at once, each with a text, its lists, and the bodies of its calls under way.
    private const int MaxKept = 32;

    private readonly Lock _gate = new();
    private readonly WeakReference<T[]?>[] _kept = [.. Enumerable.Range(0, MaxKept).Select(_ => new WeakReference<T[]?>(null))];

    /// <returns>The shortest array of at least a length; null where there is none.</returns>
    public T[]? Take(int length)
    {
        lock (_gate)
        {
            T[]? best = null;
            var at = 0;
            for (var index = 0; index < _kept.Length; index++)
            {
                if (!_kept[index].TryGetTarget(out var array) || array.Length < length || array.Length >= best?.Length) continue;
                (best, at) = (array, index);
            }

            if (best is not null) _kept[at].SetTarget(null);
            return best;
        }
    }

    /// <summary>Keeps an array, if there is room.</summary>
    public void Put(T[] array)
    {
        lock (_gate)
        {
            foreach (var place in _kept)
            {
                if (place.TryGetTarget(out _)) continue;
                place.SetTarget(array);
                return;
            }
        }
    }
}
