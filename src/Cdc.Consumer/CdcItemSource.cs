using Amazon.DynamoDBv2.Model;

namespace Cdc.Consumer;

/// <summary>Says where the items of a consumer's changes are, and how they are made from what is read.</summary>
/// <typeparam name="TItem">The item.</typeparam>
public sealed class CdcItemSource<TItem>
    where TItem : class
{
    internal CdcItemSource()
    {
    }

    internal Func<Dictionary<string, AttributeValue>, TItem>? Map { get; private set; }

    internal Action<DynamoDbItemOptions> Configure { get; private set; } = _ => { };

    /// <summary>Reads items from a DynamoDB table: those of changes that are handled at about the same time, by one BatchGetItem of up to 100 keys.</summary>
    /// <param name="tableName">The table, by its name or ARN: the one whose changes these are, or a replica of it.</param>
    /// <param name="map">
    /// Makes an item of its attributes. Must not change the dictionary, nor return null. Called for each change, by several threads at once; what it
    /// throws is a failure of the change.
    /// </param>
    /// <param name="configure">Sets further options; null for the defaults.</param>
    /// <remarks>
    /// Needs the permissions <c>dynamodb:BatchGetItem</c> and <c>dynamodb:DescribeTable</c> on the table; the latter is called once for the types of the key's
    /// attributes, and not at all where <see cref="DynamoDbItemOptions.KeyAttributes"/> says them. Keys that DynamoDB leaves unread
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"/>) are asked for again, with a growing
    /// pause; after 8 calls in a row that left all of them unread, their changes fail.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="tableName"/> or <paramref name="map"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tableName"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">This was called before.</exception>
    public void LoadFromDynamoDb(string tableName, Func<Dictionary<string, AttributeValue>, TItem> map, Action<DynamoDbItemOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        ArgumentNullException.ThrowIfNull(map);
        if (Map is not null) throw new InvalidOperationException("LoadFromDynamoDb was called twice: items come from one table.");
        Map = map;
        Configure = options =>
        {
            options.TableName = tableName;
            configure?.Invoke(options);
        };
    }
}
