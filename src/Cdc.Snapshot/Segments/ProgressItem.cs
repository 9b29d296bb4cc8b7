using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Snapshot.Segments;

/// <summary>How a snapshot's progress stands in a table: one item for all of it, and one for each segment that was begun.</summary>
internal static class ProgressItem
{
    public const string Snapshot = "snapshot";
    public const string Part = "part";
    public const string Status = "status";
    public const string Counter = "counter";

    /// <summary>The part of the item for all of a snapshot; segments count from 0.</summary>
    public const int Whole = -1;

    private const string TableArn = "tableArn";
    private const string Target = "target";
    private const string Source = "source";
    private const string Segments = "segments";
    private const string Owner = "owner";
    private const string Position = "position";
    private const string IsDone = "done";
    private const string ItemsRead = "read";
    private const string Sent = "sent";
    private const string ReadUnits = "readUnits";

    public static Dictionary<string, AttributeValue> KeyOf(string snapshotId, int part) => new() { [Snapshot] = new(snapshotId), [Part] = NumberOf(part) };

    public static AttributeValue NumberOf(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static Dictionary<string, AttributeValue> Of(SnapshotDefinition definition) => new(KeyOf(definition.SnapshotId, Whole))
    {
        [TableArn] = new(definition.TableArn),
        [Target] = new(definition.Target),
        [Source] = new(definition.Source),
        [Segments] = NumberOf(definition.Segments),
        [Status] = new(nameof(SnapshotStatus.Running)),
    };

    public static Dictionary<string, AttributeValue> Of(string snapshotId, SnapshotSegment segment)
    {
        var item = new Dictionary<string, AttributeValue>(KeyOf(snapshotId, segment.Index))
        {
            [Counter] = NumberOf(segment.Counter),
            [IsDone] = new() { BOOL = segment.IsDone },
            [ItemsRead] = NumberOf(segment.Read),
            [Sent] = NumberOf(segment.Sent),
            [ReadUnits] = new() { N = segment.ReadUnits.ToString("R", CultureInfo.InvariantCulture) },
        };
        if (segment.Owner is { } owner) item[Owner] = new(owner);
        if (segment.Position is { } position) item[Position] = new(position);
        return item;
    }

    /// <exception cref="CdcSnapshotException">An item is none of these.</exception>
    public static SnapshotState? Read(string snapshotId, IReadOnlyList<Dictionary<string, AttributeValue>> items)
    {
        try
        {
            if (items.FirstOrDefault(item => PartOf(item) == Whole) is not { } whole) return null;
            var definition = new SnapshotDefinition
            {
                SnapshotId = snapshotId,
                TableArn = whole[TableArn].S,
                Target = whole[Target].S,
                Source = whole[Source].S,
                Segments = int.Parse(whole[Segments].N, CultureInfo.InvariantCulture),
            };
            var segments = Enumerable.Range(0, definition.Segments).Select(index => new SnapshotSegment { Index = index }).ToArray();
            foreach (var item in items.Where(item => PartOf(item) != Whole)) segments[PartOf(item)] = SegmentOf(item);
            return new SnapshotState { Definition = definition, Status = Enum.Parse<SnapshotStatus>(whole[Status].S), Segments = segments };
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new CdcSnapshotException($"The progress of snapshot {snapshotId} is none that this package has written: was the table's item changed by something else?", error);
        }
    }

    private static int PartOf(Dictionary<string, AttributeValue> item) => int.Parse(item[Part].N, CultureInfo.InvariantCulture);

    private static SnapshotSegment SegmentOf(Dictionary<string, AttributeValue> item) => new()
    {
        Index = PartOf(item),
        Owner = item.GetValueOrDefault(Owner)?.S,
        Counter = long.Parse(item[Counter].N, CultureInfo.InvariantCulture),
        Position = item.GetValueOrDefault(Position)?.S,
        IsDone = item[IsDone].BOOL ?? false,
        Read = long.Parse(item[ItemsRead].N, CultureInfo.InvariantCulture),
        Sent = long.Parse(item[Sent].N, CultureInfo.InvariantCulture),
        ReadUnits = double.Parse(item[ReadUnits].N, CultureInfo.InvariantCulture),
    };
}
