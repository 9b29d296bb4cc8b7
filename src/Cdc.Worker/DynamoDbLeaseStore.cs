using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Worker.Leases;

namespace Cdc.Worker;

/// <summary>Keeps leases in a DynamoDB table, in the format of the Kinesis Client Library.</summary>
/// <remarks>
/// The partition key is the string <c>leaseKey</c>. The store leaves alone items of other kinds in the table, which the library's third version
/// keeps, and attributes that it does not know. Needs <c>dynamodb:Scan</c>, <c>PutItem</c>, <c>UpdateItem</c> and <c>DeleteItem</c> on the table, and
/// to create it <c>CreateTable</c> and <c>DescribeTable</c>.
/// </remarks>
public sealed class DynamoDbLeaseStore : ILeaseStore
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
    public DynamoDbLeaseStore(IAmazonDynamoDB dynamoDb, string tableName, bool createIfMissing = false, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dynamoDb);
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        (_dynamoDb, _table, _createIfMissing, _time) = (dynamoDb, tableName, createIfMissing, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">The table cannot be read or created; <see cref="ResourceNotFoundException"/> where there is none.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _dynamoDb.ScanAsync(new ScanRequest(_table) { Limit = 1 }, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (ResourceNotFoundException) when (_createIfMissing)
        {
            // Created below.
        }

        try
        {
            await _dynamoDb.CreateTableAsync(
                new CreateTableRequest
                {
                    TableName = _table,
                    KeySchema = [new(LeaseItem.Key, KeyType.HASH)],
                    AttributeDefinitions = [new(LeaseItem.Key, ScalarAttributeType.S)],
                    BillingMode = BillingMode.PAY_PER_REQUEST,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // Another worker was faster.
        }

        while ((await _dynamoDb.DescribeTableAsync(_table, cancellationToken).ConfigureAwait(false)).Table.TableStatus != TableStatus.ACTIVE)
            await Task.Delay(_glance, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        var leases = new List<Lease>();
        var request = new ScanRequest(_table) { ConsistentRead = true };
        do
        {
            var page = await _dynamoDb.ScanAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items ?? [])
            {
                if (LeaseItem.Read(item) is { } lease) leases.Add(lease);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });

        return leases;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The lease is null.</exception>
    public Task<bool> CreateAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return IsDoneAsync(() => _dynamoDb.PutItemAsync(
            new PutItemRequest(_table, LeaseItem.Write(lease)) { ConditionExpression = $"attribute_not_exists({LeaseItem.Key})" }, cancellationToken));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The update is null.</exception>
    public async Task<LeaseWrite> WriteAsync(LeaseUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        try
        {
            var response = await _dynamoDb.UpdateItemAsync(RequestOf(update), cancellationToken).ConfigureAwait(false);
            return new LeaseWrite { IsWritten = true, Stored = LeaseItem.Read(response.Attributes) };
        }
        catch (ConditionalCheckFailedException refused)
        {
            return new LeaseWrite { IsWritten = false, Stored = LeaseItem.Read(refused.Item) ?? await FindAsync(update.Key, cancellationToken).ConfigureAwait(false) };
        }
    }

    /// <inheritdoc/>
    public Task<bool> RequestHandOverAsync(string key, string owner, string taker, CancellationToken cancellationToken) =>
        IsDoneAsync(() => _dynamoDb.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = _table,
                Key = KeyOf(key),
                UpdateExpression = $"SET {LeaseItem.HandOverTo} = :to",
                ConditionExpression = $"{LeaseItem.Owner} = :owner AND attribute_not_exists({LeaseItem.HandOverTo})",
                ExpressionAttributeValues = new() { [":to"] = new(taker), [":owner"] = new(owner) },
            },
            cancellationToken));

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException">The lease is null.</exception>
    public Task<bool> DeleteAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return IsDoneAsync(() => _dynamoDb.DeleteItemAsync(
            new DeleteItemRequest
            {
                TableName = _table,
                Key = KeyOf(lease.Key),
                ConditionExpression = $"{LeaseItem.Counter} = :counter",
                ExpressionAttributeValues = new() { [":counter"] = LeaseItem.Of(lease.Counter) },
            },
            cancellationToken));
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

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [LeaseItem.Key] = new(key) };

    private UpdateItemRequest RequestOf(LeaseUpdate update)
    {
        var values = new Dictionary<string, AttributeValue>
        {
            [":expected"] = LeaseItem.Of(update.ExpectedCounter),
            [":counter"] = LeaseItem.Of(update.ExpectedCounter + 1),
            [":checkpoint"] = new(update.Checkpoint),
            [":zero"] = LeaseItem.Of(0),
            [":switches"] = LeaseItem.Of(update.OwnerSwitches),
        };
        var set = $"SET {LeaseItem.Counter} = :counter, {LeaseItem.Checkpoint} = :checkpoint, {LeaseItem.SubSequenceNumber} = :zero, {LeaseItem.OwnerSwitches} = :switches";
        var remove = $" REMOVE {LeaseItem.PendingCheckpoint}, {LeaseItem.PendingSubSequenceNumber}, {LeaseItem.CheckpointOwner}";
        if (update.Owner is { } owner)
        {
            set += $", {LeaseItem.Owner} = :owner";
            values[":owner"] = new(owner);
        }
        else
        {
            remove += $", {LeaseItem.Owner}";
        }

        if (update.ChildShardIds.Count > 0)
        {
            set += $", {LeaseItem.Children} = :children";
            values[":children"] = new() { SS = [.. update.ChildShardIds] };
        }

        if (update.ChangesOwner) remove += $", {LeaseItem.HandOverTo}";
        return new UpdateItemRequest
        {
            TableName = _table,
            Key = KeyOf(update.Key),
            UpdateExpression = set + remove,
            ConditionExpression = $"{LeaseItem.Counter} = :expected",
            ExpressionAttributeValues = values,
            ReturnValues = ReturnValue.ALL_NEW,
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
    }

    /// <summary>For endpoints that do not say what they refused a write for.</summary>
    private async Task<Lease?> FindAsync(string key, CancellationToken cancellationToken) => LeaseItem.Read(
        (await _dynamoDb.GetItemAsync(new GetItemRequest(_table, KeyOf(key)) { ConsistentRead = true }, cancellationToken).ConfigureAwait(false)).Item);
}
