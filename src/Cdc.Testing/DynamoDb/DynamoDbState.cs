using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>Every table of the account, with its items and its stream.</summary>
internal sealed class DynamoDbState(LocalAwsOptions options)
{
    private readonly ConcurrentDictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private readonly Lock _labelLock = new();
    private DateTimeOffset _lastLabel;

    /// <summary>The streams of deleted tables, as long as they can be read.</summary>
    private ImmutableArray<TableStream> _orphans = [];

    public string Region => options.Region;

    public AwsFaults Faults => options.Faults;

    /// <summary>Every table's name, in order.</summary>
    public IEnumerable<string> TableNames => _tables.Keys.Order(StringComparer.Ordinal);

    /// <summary>Every stream, in the order of the tables' names; those of deleted tables last.</summary>
    public IEnumerable<TableStream> Streams => _tables.Values
        .OrderBy(table => table.Definition.Name, StringComparer.Ordinal)
        .SelectMany(table => table.Streams)
        .Concat(_orphans.Where(stream => !stream.IsForgotten));

    public DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    /// <exception cref="AwsServiceException">The table exists.</exception>
    public Table CreateTable(TableDefinition definition)
    {
        var arn = $"arn:aws:dynamodb:{options.Region}:{options.AccountId}:table/{definition.Name}";
        var now = Now;
        var table = new Table(definition, arn, now, definition.StreamViewType is { } viewType ? NewStream(arn, definition, viewType, now) : null);
        return _tables.TryAdd(definition.Name, table)
            ? table
            : throw new AwsServiceException("ResourceInUseException", $"Table already exists: {definition.Name}");
    }

    /// <summary>Switches a table's stream on; it is a new one.</summary>
    /// <exception cref="AwsServiceException">It is on.</exception>
    public void EnableStream(Table table, string viewType) => table.Enable(NewStream(table.Arn, table.Definition, viewType, Now));

    public Table? FindTable(string name) => _tables.GetValueOrDefault(name);

    /// <summary>Takes the table away with its items, and switches its stream off; gives null where there is none.</summary>
    public Table? DeleteTable(string name)
    {
        if (!_tables.TryRemove(name, out var table)) return null;
        table.EndStream();
        ImmutableInterlocked.Update(ref _orphans, (orphans, more) => [.. orphans.Where(stream => !stream.IsForgotten), .. more], table.Streams);
        return table;
    }

    /// <exception cref="AwsServiceException">There is no such stream.</exception>
    public TableStream GetStream(string arn) =>
        Streams.FirstOrDefault(stream => stream.Definition.Arn == arn)
        ?? throw new AwsServiceException("ResourceNotFoundException", $"Requested resource not found: Stream: {arn} not found");

    /// <summary>Deletes the items whose time to live is past, as DynamoDB does in its own time.</summary>
    /// <returns>How many items were deleted.</returns>
    public int ExpireItems()
    {
        var now = Now;
        return _tables.Values.Sum(table => table.Expire(now));
    }

    private TableStream NewStream(string tableArn, TableDefinition table, string viewType, DateTimeOffset now) => new(
        new StreamDefinition(tableArn, table.Name, NewLabel(now), viewType, table.Key, now), options.ShardsPerStream ?? table.Throughput.Partitions, options.TimeProvider);

    /// <summary>The time, moved on where a stream already bears it: a new stream of a table never gets an old one's ARN.</summary>
    private string NewLabel(DateTimeOffset now)
    {
        lock (_labelLock)
        {
            var earliest = _lastLabel.AddMilliseconds(1);
            _lastLabel = now > earliest ? now : earliest;
            return _lastLabel.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
        }
    }
}
