using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>A table's items, indexes and stream. A write, its condition and its stream record are one step.</summary>
internal sealed class Table(TableDefinition definition, string arn, DateTimeOffset createdAt, TableStream? stream)
{
    private const int MaxItemBytes = 400 * 1024;
    private const int MaxPageBytes = 1024 * 1024;

    /// <summary>Items that expired longer ago than this are left alone.</summary>
    private static readonly TimeSpan _oldestExpiry = TimeSpan.FromDays(5 * 365);

    private readonly ItemTree _items = new();
    private readonly IReadOnlyList<(IndexDefinition Definition, ItemTree Items)> _indexes =
        [.. definition.Indexes.Select(index => (index, new ItemTree()))];

    private IReadOnlyList<TableStream> _streams = stream is null ? [] : [stream];
    private TableStream? _enabled = stream;
    private long _bytes;

    public TableDefinition Definition { get; } = definition;

    public string Arn { get; } = arn;

    public Guid Id { get; } = Guid.NewGuid();

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Held over a write and all that belongs to it; a transaction holds those of all its tables.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The stream that is on, or null.</summary>
    public TableStream? Stream => _enabled;

    /// <summary>The stream that is on, or the last one that was, as long as it can be read.</summary>
    public TableStream? LatestStream => Streams.LastOrDefault();

    /// <summary>Every stream that can be read, oldest first.</summary>
    public IEnumerable<TableStream> Streams => _streams.Where(candidate => !candidate.IsForgotten);

    /// <summary>The attribute that says when an item expires, or null where time to live is off.</summary>
    public string? TimeToLiveAttribute { get; set; }

    /// <summary>Switches the stream on.</summary>
    /// <exception cref="AwsServiceException">It is on.</exception>
    public void Enable(TableStream started)
    {
        lock (Gate)
        {
            if (_enabled is not null) throw AwsServiceException.Validation($"Table already has an enabled stream: TableName: {Definition.Name}");
            _streams = [.. Streams, started];
            _enabled = started;
        }
    }

    /// <summary>Switches the stream off; it can still be read.</summary>
    /// <exception cref="AwsServiceException">It is off.</exception>
    public void DisableStream()
    {
        lock (Gate)
        {
            if (_enabled is null) throw AwsServiceException.Validation($"Table does not have an enabled stream: TableName: {Definition.Name}");
            _enabled.Disable();
            _enabled = null;
        }
    }

    /// <summary>Switches the stream off if it is on: the table is no more, and writes that are still on their way leave no record.</summary>
    public void EndStream()
    {
        lock (Gate)
        {
            _enabled?.Disable();
            _enabled = null;
        }
    }

    public (int Items, long Bytes) Measure()
    {
        lock (Gate) return (_items.Count, _bytes);
    }

    public (int Items, long Bytes) Measure(IndexDefinition index)
    {
        lock (Gate)
        {
            var items = Tree(index);
            return (items.Count, items.All.Sum(stored => (long)index.Project(stored.Item, Definition.Key).ContentSize));
        }
    }

    public MapValue? Get(ItemPosition position)
    {
        lock (Gate) return _items.Find(position);
    }

    /// <summary>Where an item belongs that is to be put.</summary>
    /// <exception cref="AwsServiceException">The table cannot hold the item.</exception>
    public ItemPosition PositionOf(MapValue item)
    {
        var position = Definition.Key.PositionOf(item);
        RequireIndexable(position, item);
        return item.ContentSize <= MaxItemBytes
            ? position
            : throw AwsServiceException.Validation("Item size has exceeded the maximum allowed size");
    }

    public TableWrite ToPut(MapValue item, Condition? condition = null) => new(this, PositionOf(item), condition, _ => item);

    public TableWrite ToUpdate(MapValue key, UpdateExpression? update, Condition? condition = null)
    {
        var position = Definition.Key.PositionOfKey(key);
        return new(this, position, condition, old =>
        {
            var item = update?.Apply(old ?? key) ?? old ?? key;
            if (old is null && update is { Creates: false }) return null;
            RequireIndexable(position, item);
            if (item.ContentSize > MaxItemBytes) throw AwsServiceException.Validation("Item size to update has exceeded the maximum allowed size");
            return item;
        });
    }

    public TableWrite ToDelete(MapValue key, Condition? condition = null) => new(this, Definition.Key.PositionOfKey(key), condition, _ => null);

    /// <summary>A write that only asks whether a condition holds.</summary>
    public TableWrite ToCheck(MapValue key, Condition? condition) => new(this, Definition.Key.PositionOfKey(key), condition, old => old);

    public WriteResult Write(TableWrite write)
    {
        lock (Gate)
        {
            var result = Evaluate(write);
            if (!result.ConditionFailed) Store(write.Position, result);
            return result;
        }
    }

    /// <summary>What a write would do; the caller holds the gate.</summary>
    public WriteResult Evaluate(TableWrite write)
    {
        var old = _items.Find(write.Position);
        return write.Condition?.Holds(old ?? MapValue.Empty) == false
            ? new WriteResult(old, old, ConditionFailed: true)
            : new WriteResult(old, write.Change(old));
    }

    /// <summary>Does what a write would do; the caller holds the gate.</summary>
    public void Store(ItemPosition position, WriteResult result) => Store(position, result.Old, result.New, isExpiry: false);

    public Page Read(PageRequest request)
    {
        lock (Gate)
        {
            var items = new List<MapValue>();
            var (scanned, bytes) = (0, 0L);
            var source = request.Index is null ? _items : Tree(request.Index);
            foreach (var stored in source.Between(request.From, request.To, request.Forward))
            {
                var item = request.Index is null || request.FetchesFromTable
                    ? stored.Item
                    : request.Index.Project(stored.Item, Definition.Key);
                scanned++;
                bytes += item.ContentSize;
                if (request.Filter?.Holds(item) != false) items.Add(item);
                if (scanned == request.Limit || bytes >= MaxPageBytes) return new Page(items, scanned, bytes, KeyIn(request.Index, stored.Item));
            }

            return new Page(items, scanned, bytes, LastKey: null);
        }
    }

    /// <summary>Deletes what expired, as DynamoDB's own service; gives the number of items.</summary>
    public int Expire(DateTimeOffset now)
    {
        lock (Gate)
        {
            if (TimeToLiveAttribute is not { } attribute) return 0;
            var (until, from) = (now.ToUnixTimeSeconds(), (now - _oldestExpiry).ToUnixTimeSeconds());
            var expired = _items.All
                .Where(stored => stored.Item[attribute] is NumberValue value && value.Number.ToInt64() is { } at && at < until && at > from)
                .ToList();
            foreach (var stored in expired) Store(stored.Position, stored.Item, null, isExpiry: true);
            return expired.Count;
        }
    }

    /// <summary>The key by which a reader of the table or the index continues after an item.</summary>
    private MapValue KeyIn(IndexDefinition? index, MapValue item)
    {
        var attributes = index is null ? Definition.Key.Attributes : index.Key.Attributes.Concat(Definition.Key.Attributes);
        return new MapValue(attributes.Select(attribute => attribute.Name).Distinct().ToDictionary(name => name, name => item[name]!));
    }

    private void Store(ItemPosition position, MapValue? old, MapValue? changed, bool isExpiry)
    {
        if (Equals(old, changed)) return;
        foreach (var (index, items) in _indexes)
        {
            if (old is not null && index.Key.PositionInIndex(index.Name, old, position) is { } before) items.Remove(before);
            if (changed is not null && index.Key.PositionInIndex(index.Name, changed, position) is { } after) items.Put(after, changed);
        }

        if (changed is null) _items.Remove(position);
        else _items.Put(position, changed);
        _bytes += (changed?.ContentSize ?? 0) - (old?.ContentSize ?? 0);
        _enabled?.Append(position, old, changed, isExpiry);
    }

    private void RequireIndexable(ItemPosition position, MapValue item)
    {
        foreach (var (index, _) in _indexes) index.Key.PositionInIndex(index.Name, item, position);
    }

    private ItemTree Tree(IndexDefinition index) => _indexes.First(candidate => candidate.Definition == index).Items;
}
