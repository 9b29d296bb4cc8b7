using Cdc.Consumer.Logging;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Marks;

/// <summary>Tells of changes that are older than their items' marks: some are always late, but an item's that are so again and again speak of a forged mark.</summary>
internal sealed class StaleChanges(TimeProvider time, ILogger logger)
{
    /// <summary>After how many in a row an item counts.</summary>
    public const int ManyInARow = 10;

    /// <summary>Of how many items it is remembered.</summary>
    public const int MostItems = 1_000;

    /// <summary>How often a line is written at most.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<HighWaterMarkKey, int> _inARow = [];
    private long? _saidAt;
    private int _unsaid;
    private int _itemsWithMany;

    /// <summary>How many items had changes left out again and again, and none handled since.</summary>
    public int ItemsWithMany
    {
        get
        {
            lock (_gate) return _itemsWithMany;
        }
    }

    /// <summary>Says that a change is older than its item's mark.</summary>
    public void LeftOut(in HighWaterMarkKey item, CdcContext context)
    {
        int count;
        lock (_gate)
        {
            var known = _inARow.TryGetValue(item, out var before);
            if (known || _inARow.Count < MostItems) _inARow[item] = before + 1;
            if (known && before + 1 == ManyInARow) _itemsWithMany++;
            _unsaid++;
            if (_saidAt is { } at && time.GetElapsedTime(at) < Pause) return;
            _saidAt = time.GetTimestamp();
            (count, _unsaid) = (_unsaid, 0);
        }

        logger.ChangesStale(count, context.ChangeId, item.Source, context.Sequence);
    }

    /// <summary>Says that a change of the item was handled.</summary>
    public void Handled(in HighWaterMarkKey item)
    {
        lock (_gate)
        {
            if (_inARow.Count > 0 && _inARow.Remove(item, out var before) && before >= ManyInARow) _itemsWithMany--;
        }
    }

    /// <summary>Says that a mark was found to be none that the stream has reached.</summary>
    public void Refuted(CdcContext context, HighWaterMark mark) =>
        logger.MarkRefuted(context.Source, mark.Handled, mark.MovedAt, context.ChangeId, context.Sequence);
}
