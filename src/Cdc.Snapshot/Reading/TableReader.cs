using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Snapshot.Keys;

namespace Cdc.Snapshot.Reading;

/// <summary>Reads a segment of a table by Scan, or one partition by Query: keys only, and what a predicate asks for.</summary>
internal sealed class TableReader : ISegmentReader
{
    private const string PartitionValue = ":cdcPartition";

    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly CdcSnapshotOptions _options;
    private readonly ItemKeys _keys;
    private readonly int _segment;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, AttributeValue> _values;
    private readonly string _projection;

    public TableReader(IAmazonDynamoDB dynamoDb, CdcSnapshotOptions options, ItemKeys keys, int segment)
    {
        (_dynamoDb, _options, _keys, _segment) = (dynamoDb, options, keys, segment);
        _names = new(options.FilterNames, StringComparer.Ordinal);
        _values = new(options.FilterValues, StringComparer.Ordinal);
        var read = keys.Attributes.Select(one => one.Name).Concat(options.PredicateAttributes).Distinct(StringComparer.Ordinal).ToList();
        for (var index = 0; index < read.Count; index++) _names[$"#cdc{index}"] = read[index];
        _projection = string.Join(", ", read.Select((_, index) => $"#cdc{index}"));
        if (options.Partition is { } partition) _values[PartitionValue] = ItemKeys.ValueOf(keys.Attributes[0].Type, partition);
    }

    public async Task<SnapshotPage> ReadAsync(string? position, CancellationToken cancellationToken)
    {
        var start = position is null ? null : _keys.ReadPosition(position);
        var (items, read, capacity, last) = _options.Partition is null
            ? await ScanAsync(start, cancellationToken).ConfigureAwait(false)
            : await QueryAsync(start, cancellationToken).ConfigureAwait(false);
        var chosen = _options.Predicate is null ? items : items.Where(IsChosen);
        return new SnapshotPage(
            [.. chosen.Select(item => _keys.DataOf(item))], read, capacity?.CapacityUnits ?? 0, last is { Count: > 0 } ? _keys.WritePosition(last) : null);
    }

    public void Dispose()
    {
        // The client is the caller's.
    }

    private async Task<(List<Dictionary<string, AttributeValue>>, int, ConsumedCapacity?, Dictionary<string, AttributeValue>?)> ScanAsync(
        Dictionary<string, AttributeValue>? start, CancellationToken cancellationToken)
    {
        var request = new ScanRequest(_options.TableName)
        {
            Segment = _segment,
            TotalSegments = _options.Segments,
            Limit = _options.PageSize,
            ConsistentRead = _options.ConsistentRead,
            ProjectionExpression = _projection,
            FilterExpression = _options.FilterExpression,
            ExpressionAttributeNames = _names,
            ExpressionAttributeValues = _values.Count > 0 ? _values : null,
            ExclusiveStartKey = start,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        var page = await _dynamoDb.ScanAsync(request, cancellationToken).ConfigureAwait(false);
        return (page.Items ?? [], page.ScannedCount ?? 0, page.ConsumedCapacity, page.LastEvaluatedKey);
    }

    private async Task<(List<Dictionary<string, AttributeValue>>, int, ConsumedCapacity?, Dictionary<string, AttributeValue>?)> QueryAsync(
        Dictionary<string, AttributeValue>? start, CancellationToken cancellationToken)
    {
        var request = new QueryRequest(_options.TableName)
        {
            KeyConditionExpression = $"#cdc0 = {PartitionValue}",
            Limit = _options.PageSize,
            ConsistentRead = _options.ConsistentRead,
            ProjectionExpression = _projection,
            FilterExpression = _options.FilterExpression,
            ExpressionAttributeNames = _names,
            ExpressionAttributeValues = _values,
            ExclusiveStartKey = start,
            ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL,
        };
        var page = await _dynamoDb.QueryAsync(request, cancellationToken).ConfigureAwait(false);
        return (page.Items ?? [], page.ScannedCount ?? 0, page.ConsumedCapacity, page.LastEvaluatedKey);
    }

    private bool IsChosen(Dictionary<string, AttributeValue> item)
    {
        try
        {
            return _options.Predicate!(item);
        }
#pragma warning disable CA1031 // Whatever a predicate throws: an item that it could not judge is not left out.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new CdcSnapshotException($"The predicate failed with {error.GetType().Name}: {error.Message}", error);
        }
    }
}
