using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Chaos.Writing;

/// <summary>The next write of an item, in each form that DynamoDB takes. Doing it a second time changes nothing.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Version">Which of the key's writes this is, counted from 1.</param>
/// <param name="Removes">Whether it removes the item, which exists.</param>
internal sealed record ItemWrite(string Table, string Key, int Version, bool Removes)
{
    private const string Update = "SET #version = :version, #note = :note";

    private static readonly Dictionary<string, string> _names = new() { ["#version"] = "version", ["#note"] = "note" };

    private Dictionary<string, AttributeValue> KeyAttributes => new() { ["id"] = new(Key) };

    private AttributeValue VersionValue => new() { N = Version.ToString(CultureInfo.InvariantCulture) };

    private AttributeValue Note => new($"This is write {Version} of {Key}.");

    private Dictionary<string, AttributeValue> Item => new() { ["id"] = new(Key), ["version"] = VersionValue, ["note"] = Note };

    public DeleteItemRequest ToDelete() => new(Table, KeyAttributes);

    public PutItemRequest ToPut() => new(Table, Item);

    public UpdateItemRequest ToUpdate() => new()
    {
        TableName = Table,
        Key = KeyAttributes,
        UpdateExpression = Update,
        ExpressionAttributeNames = _names,
        ExpressionAttributeValues = new() { [":version"] = VersionValue, [":note"] = Note },
    };

    public WriteRequest ToWriteRequest() => Removes ? new(new DeleteRequest(KeyAttributes)) : new(new PutRequest(Item));

    public TransactWriteItem ToTransactWriteItem() => Removes
        ? new() { Delete = new() { TableName = Table, Key = KeyAttributes } }
        : new() { Put = new() { TableName = Table, Item = Item } };
}
