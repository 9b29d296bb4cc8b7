using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Snapshot.Segments;

namespace Cdc.Snapshot;

/// <summary>Keeps the progress in a DynamoDB table, which several processes may share.</summary>
/// <remarks>
/// The partition key is the string <c>snapshot</c>, the sort key the number <c>part</c>: an item for the snapshot, and one for each segment that was begun. Needs <c>dynamodb:Query</c>,
/// <c>PutItem</c> and <c>UpdateItem</c> on the table, and to create it <c>CreateTable</c> and <c>DescribeTable</c>.
/// </remarks>
public sealed class DynamoDbSnapshotProgressStore : ISnapshotProgressStore
{
    private static readonly TimeSpan _glance = TimeSpan.FromSeconds(1);

    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly string _table;
    private readonly bool _createIfMissing;
    private readonly TimeProvider _time;

    /// <summary>Creates a store.</summary>
    /// <param name="dynamoDb">The client; the caller disposes of it.</param>
    /// <param name="tableName">The table's name.</param>
    /// <param name="createIfMissing">Whether to create the table, on demand, where there is none.</param>
    /// <param name="timeProvider">The clock for the wait until a new table can be used; null for the system's.</param>
    /// <exception cref="ArgumentNullException">The client is null.</exception>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    public DynamoDbSnapshotProgressStore(IAmazonDynamoDB dynamoDb, string tableName, bool createIfMissing = false, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dynamoDb);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        (_dynamoDb, _table, _createIfMissing, _time) = (dynamoDb, tableName, createIfMissing, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">The table cannot be created.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!_createIfMissing) return;
        try
        {
            await _dynamoDb.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = _table,
                    KeySchema = [new(ProgressItem.Snapshot, KeyType.HASH), new(ProgressItem.Part, KeyType.RANGE)],
                    AttributeDefinitions = [new(ProgressItem.Snapshot, ScalarAttributeType.S), new(ProgressItem.Part, ScalarAttributeType.N)],
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // It is there, or another process was faster.
        }

        while ((await _dynamoDb.DescribeTableAsync(_table, cancellationToken).ConfigureAwait(false)).Table.TableStatus != TableStatus.ACTIVE)
            await Task.Delay(_glance, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="CdcSnapshotException">The item is none of this package's.</exception>
    public async Task<SnapshotState?> FindAsync(string snapshotId, CancellationToken cancellationToken)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var request = new QueryRequest(_table)
        {
            KeyConditionExpression = "#snapshot = :snapshot",
            ExpressionAttributeNames = new() { ["#snapshot"] = ProgressItem.Snapshot },
            ExpressionAttributeValues = new() { [":snapshot"] = new(snapshotId) },
            ConsistentRead = true,
        };
        do
        {
            var page = await _dynamoDb.QueryAsync(request, cancellationToken).ConfigureAwait(false);
            items.AddRange(page.Items ?? []);
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return ProgressItem.Read(snapshotId, items);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The definition is null.</exception>
    public Task<bool> CreateAsync(SnapshotDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return IsDoneAsync(() => _dynamoDb.PutItemAsync(
            new PutItemRequest(_table, ProgressItem.Of(definition))
            {
                ConditionExpression = "attribute_not_exists(#snapshot)",
                ExpressionAttributeNames = new() { ["#snapshot"] = ProgressItem.Snapshot },
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public Task<bool> SetStatusAsync(string snapshotId, SnapshotStatus expected, SnapshotStatus wanted, CancellationToken cancellationToken) => IsDoneAsync(() => _dynamoDb.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = _table,
            Key = ProgressItem.KeyOf(snapshotId, ProgressItem.Whole),
            UpdateExpression = "SET #status = :to",
            ConditionExpression = "#status = :from",
            ExpressionAttributeNames = new() { ["#status"] = ProgressItem.Status },
            ExpressionAttributeValues = new() { [":from"] = new(expected.ToString()), [":to"] = new(wanted.ToString()) },
        },
        cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The segment is null.</exception>
    public Task<bool> WriteSegmentAsync(string snapshotId, SnapshotSegment segment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var request = new PutItemRequest(_table, ProgressItem.Of(snapshotId, segment)) { ExpressionAttributeNames = new() { ["#counter"] = ProgressItem.Counter } };
        if (segment.Counter == 1)
        {
            request.ConditionExpression = "attribute_not_exists(#counter)";
        }
        else
        {
            request.ConditionExpression = "#counter = :before";
            request.ExpressionAttributeValues = new() { [":before"] = ProgressItem.NumberOf(segment.Counter - 1) };
        }

        return IsDoneAsync(() => _dynamoDb.PutItemAsync(request, cancellationToken));
    }

    private static async Task<bool> IsDoneAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
