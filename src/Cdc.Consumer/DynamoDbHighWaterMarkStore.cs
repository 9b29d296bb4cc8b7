using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Marks;
using Cdc.Core;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer;

/// <summary>Keeps high-water marks in a DynamoDB table, for services of several processes.</summary>
/// <remarks>
/// <para>
/// A mark moves by a conditional write, so it never moves back, whoever else writes. Reads are strongly consistent, and those that are asked for at about
/// the same time share a BatchGetItem of up to 100 keys. A change costs a read unit and, once it is handled, a write unit
/// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"/>).
/// </para>
/// <para>
/// The table's partition key is the string <c>id</c>; besides, an item has the string <c>handled</c>, the sequence number in 40 digits, and the numbers
/// <c>movedAt</c>, in milliseconds since 1970, and <c>expiresAt</c>, in seconds. Needs the permissions <c>dynamodb:BatchGetItem</c> and <c>dynamodb:PutItem</c> on it. Safe for several threads.
/// </para>
/// </remarks>
public sealed class DynamoDbHighWaterMarkStore : IHighWaterMarkStore
{
    private const int MaxConcurrentReads = 4;

    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly DynamoDbHighWaterMarkOptions _options;
    private readonly TimeProvider _time;
    private readonly BatchReader _reader;
    private readonly AsyncLazy<bool> _created;

    /// <summary>Creates a store.</summary>
    /// <param name="dynamoDb">The client; the store does not dispose of it.</param>
    /// <param name="options">Where the marks are; not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dynamoDb"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="OptionsValidationException">The options have faults; it lists them all.</exception>
    public DynamoDbHighWaterMarkStore(IAmazonDynamoDB dynamoDb, DynamoDbHighWaterMarkOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dynamoDb);
        ArgumentNullException.ThrowIfNull(options);
        new MarkOptionsValidator().ThrowIfInvalid(options);
        _dynamoDb = dynamoDb;
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        var key = new TableKey(options.TableName, [MarkTable.IdAttribute]);
        _reader = new BatchReader(dynamoDb, options.TableName, key, consistent: true, MaxConcurrentReads, _time);
        _created = new(async () =>
        {
            await new MarkTable(dynamoDb, options.TableName, _time).CreateIfMissingAsync().ConfigureAwait(false);
            return true;
        });
    }

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">DynamoDB refuses, or left the mark unread in 8 calls in a row for want of capacity.</exception>
    /// <exception cref="TimeoutException">The table cannot be used two minutes after it was created (<see cref="DynamoDbHighWaterMarkOptions.CreateIfMissing"/>).</exception>
    public async ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken) =>
        (await ReadMarkAsync(key, cancellationToken).ConfigureAwait(false))?.Handled;

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">As with <see cref="ReadAsync"/>.</exception>
    /// <exception cref="TimeoutException">As with <see cref="ReadAsync"/>.</exception>
    public async ValueTask<HighWaterMark?> ReadMarkAsync(HighWaterMarkKey key, CancellationToken cancellationToken)
    {
        if (_options.CreateIfMissing) await _created.GetAsync(cancellationToken).ConfigureAwait(false);
        var mark = await _reader.ReadAsync(new() { [MarkTable.Id] = new(Id(key)) }, cancellationToken).ConfigureAwait(false);
        return mark is null ? null : new HighWaterMark
        {
            Handled = SequenceNumber.Parse(mark[MarkTable.Handled].S),
            MovedAt = mark.TryGetValue(MarkTable.MovedAt, out var moved) && long.TryParse(moved.N, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
                : null,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">DynamoDB refuses.</exception>
    /// <exception cref="TimeoutException">As with <see cref="ReadAsync"/>.</exception>
    public ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken) =>
        PutAsync(key, handled, "attribute_not_exists(#handled) OR #handled < :known", handled, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="AmazonDynamoDBException">DynamoDB refuses.</exception>
    /// <exception cref="TimeoutException">As with <see cref="ReadAsync"/>.</exception>
    public ValueTask ReplaceAsync(HighWaterMarkKey key, SequenceNumber refuted, SequenceNumber handled, CancellationToken cancellationToken) =>
        PutAsync(key, handled, "#handled = :known", refuted, cancellationToken);

    private async ValueTask PutAsync(HighWaterMarkKey key, SequenceNumber handled, string condition, SequenceNumber known, CancellationToken cancellationToken)
    {
        if (_options.CreateIfMissing) await _created.GetAsync(cancellationToken).ConfigureAwait(false);

        // 40 digits with zeros in front: these texts sort as the numbers do.
        var now = _time.GetUtcNow();
        var mark = new Dictionary<string, AttributeValue>
        {
            [MarkTable.Id] = new(Id(key)),
            [MarkTable.Handled] = new(handled.ToString()),
            [MarkTable.MovedAt] = new() { N = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
        };
        if (_options.Retention is { } retention)
            mark[MarkTable.ExpiresAt] = new() { N = (now + retention).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        try
        {
            await _dynamoDb.PutItemAsync(
                new PutItemRequest
                {
                    TableName = _options.TableName,
                    Item = mark,
                    ConditionExpression = condition,
                    ExpressionAttributeNames = new() { ["#handled"] = MarkTable.Handled },
                    ExpressionAttributeValues = new() { [":known"] = new(known.ToString()) },
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            // The mark is as new or newer, or no longer the one that was read.
        }
    }

    private string Id(HighWaterMarkKey key) => MarkId.Of(_options.ServiceName, key);
}
