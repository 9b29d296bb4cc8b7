namespace Cdc.Fuzzing;

/// <summary>How much an input may allocate: in proportion to its size, and something for what is made for any.</summary>
internal static class AllocationBound
{
    /// <summary>Buffers, clients, log lines, and the tasks of a consumer.</summary>
    public const long Fixed = 256 * 1024;

    /// <summary>A key of control characters is written with six bytes for each, in buffers that double; and the reader reads each input with six types of keys.</summary>
    public const long PerByte = 128;

    public static long Of(int inputBytes) => Fixed + (PerByte * inputBytes);
}
