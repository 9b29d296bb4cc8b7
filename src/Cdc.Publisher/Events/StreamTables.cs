using System.Collections.Immutable;
using System.Text;

namespace Cdc.Publisher.Events;

/// <summary>The tables that a process has met, so that each record of a table has the same object. Safe for several threads.</summary>
internal sealed class StreamTables
{
    // A function has as many tables as it has event source mappings.
    private const int MaxKnown = 64;

    private ImmutableArray<(byte[] Utf8, StreamTable Table)> _known = [];

    public StreamTable Find(ReadOnlySpan<byte> arn)
    {
        var known = _known;
        foreach (var (utf8, table) in known.AsSpan())
        {
            if (arn.SequenceEqual(utf8)) return table;
        }

        var found = StreamTable.Of(Encoding.UTF8.GetString(arn));
        if (found.IsKnown && known.Length < MaxKnown)
            ImmutableInterlocked.Update(ref _known, (all, added) => all.Length < MaxKnown ? all.Add(added) : all, (arn.ToArray(), found));
        return found;
    }
}
