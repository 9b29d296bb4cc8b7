using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cdc.Publisher.Buffers;

/// <summary>Arrays from the shared pool, as long as they are of a size that comes again.</summary>
/// <remarks>The pool keeps what it is given for minutes. An array of an invocation of thousands of records is left to the garbage collector instead.</remarks>
internal static class PooledArray<T>
{
    private const int MaxPooledBytes = 256 * 1024;

    /// <summary>An array of at least a length, with whatever is in it.</summary>
    public static T[] Rent(int length) =>
        IsPooled(length) ? ArrayPool<T>.Shared.Rent(length) : GC.AllocateUninitializedArray<T>(length);

    public static void Return(T[] array)
    {
        if (array.Length > 0 && IsPooled(array.Length)) ArrayPool<T>.Shared.Return(array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    // The pool's lengths are powers of two: what is rented for less can be as long as the next.
    private static bool IsPooled(int length) => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length) * Unsafe.SizeOf<T>() <= MaxPooledBytes;
}
