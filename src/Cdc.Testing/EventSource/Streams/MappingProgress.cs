namespace Cdc.Testing.EventSource.Streams;

/// <summary>Counts what became of a stream's records. Safe for use by several threads.</summary>
internal sealed class MappingProgress
{
    private long _past;
    private long _givenUp;

    /// <summary>How many records the mapping went past: the function accepted them, or a rule left them out or gave them up.</summary>
    public long Past => Interlocked.Read(ref _past);

    /// <summary>How many of those were given up.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    public void GoPast(int records) => Interlocked.Add(ref _past, records);

    public void GiveUp(int records) => Interlocked.Add(ref _givenUp, records);
}
