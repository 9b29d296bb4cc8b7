using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Cdc.Publisher.Buffers;

/// <summary>Arrays that come again: those of common sizes from the shared pool, those of large invocations as long as the garbage collector leaves them.</summary>
/// <remarks>
/// The shared pool keeps what it is given for minutes, which a function pays for as memory. An array of an invocation of thousands of records is therefore held by a
/// weak reference: the next invocation of that size finds it, and the next full collection frees it.
/// </remarks>
internal static class PooledArray<T>
{
    private const int MaxPooledBytes = 256 * 1024;

    private static readonly LooseArrays<T> _large = new();

    /// <summary>An array of at least a length, with whatever is in it.</summary>
    public static T[] Rent(int length)
    {
        if (IsPooled(length)) return ArrayPool<T>.Shared.Rent(length);
        return _large.Take(length) ?? GC.AllocateUninitializedArray<T>(RoundUp(length));
    }

    public static void Return(T[] array)
    {
        if (array.Length == 0) return;
        var hasReferences = RuntimeHelpers.IsReferenceOrContainsReferences<T>();
        if (IsPooled(array.Length))
        {
            ArrayPool<T>.Shared.Return(array, hasReferences);
            return;
        }

        if (hasReferences) Array.Clear(array);
        _large.Put(array);
    }

    // The pool's lengths are powers of two: what is rented for less can be as long as the next.
    private static bool IsPooled(int length) => (long)BitOperations.RoundUpToPowerOf2((uint)length) * Unsafe.SizeOf<T>() <= MaxPooledBytes;

    // As many lengths as possible serve another invocation.
    private static int RoundUp(int length) => length <= 1 << 30 ? (int)BitOperations.RoundUpToPowerOf2((uint)length) : length;
}
