using Amazon.DynamoDBv2.Model;

namespace Cdc.Consumer.Loading;

/// <summary>An item that is to be read, for everybody who waits for it.</summary>
internal sealed class PendingRead(string id, Dictionary<string, AttributeValue> key)
{
    private readonly TaskCompletionSource<Dictionary<string, AttributeValue>?> _item = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public Dictionary<string, AttributeValue> Key => key;

    public Task<Dictionary<string, AttributeValue>?> Item => _item.Task;

    /// <summary>Gives the item; null where there is none.</summary>
    public void Found(Dictionary<string, AttributeValue>? item) => _item.TrySetResult(item);

    public void Failed(Exception error) => _item.TrySetException(error);
}
