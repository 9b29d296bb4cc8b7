using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Consumer.Loading;

/// <summary>Reads the items that changes name, from one table.</summary>
internal sealed class ItemLoader
{
    private readonly IAmazonDynamoDB _dynamoDb;
    private readonly DynamoDbItemOptions _options;
    private readonly TimeProvider _time;
    private readonly TableSource _source;
    private readonly AsyncLazy<(TableKey Key, BatchReader Reader)> _table;

    public ItemLoader(IAmazonDynamoDB dynamoDb, DynamoDbItemOptions options, TimeProvider time)
    {
        _dynamoDb = dynamoDb;
        _options = options;
        _time = time;
        _source = new TableSource(options.TableName);
        _table = new(OpenAsync);
    }

    /// <summary>Reads an item as it is now.</summary>
    /// <param name="source">The table of the change.</param>
    /// <param name="canonicalKey">The key, as <see cref="Core.CdcKeyFormat{TKey}.ToCanonicalJson"/> writes it.</param>
    /// <param name="cancellationToken">Ends the wait, not a read that others wait for too.</param>
    /// <returns>Its attributes, to be read only; null where there is none.</returns>
    /// <exception cref="InvalidOperationException">The change is of another table, or its key is no key of the table.</exception>
    public async Task<Dictionary<string, AttributeValue>?> LoadAsync(string source, string canonicalKey, CancellationToken cancellationToken)
    {
        _source.Check(source);
        var (key, reader) = await _table.GetAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(key.Read(canonicalKey), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="TableSource.Check"/>
    public void Check(string source) => _source.Check(source);

    private async Task<(TableKey Key, BatchReader Reader)> OpenAsync()
    {
        var attributes = _options.KeyAttributes.Count > 0
            ? [.. _options.KeyAttributes.Select(attribute => new AttributeDefinition(attribute.Key, attribute.Value))]
            : await DescribeKeyAsync().ConfigureAwait(false);
        var key = new TableKey(_options.TableName, attributes);
        return (key, new BatchReader(_dynamoDb, _options.TableName, key, _options.ConsistentRead, _options.MaxConcurrentReads, _time));
    }

    private async Task<List<AttributeDefinition>> DescribeKeyAsync()
    {
        var response = await _dynamoDb.DescribeTableAsync(_options.TableName).ConfigureAwait(false);
        return [.. response.Table.KeySchema.Select(element =>
            response.Table.AttributeDefinitions.First(attribute => attribute.AttributeName == element.AttributeName))];
    }
}
