namespace Cdc.Consumer.Dispatch;

/// <summary>A message's place in the line of one key.</summary>
internal sealed class KeyTurn<TKey>(ItemKey<TKey> key, HeldMessage<TKey> message)
    where TKey : notnull
{
    public ItemKey<TKey> Key { get; } = key;

    public HeldMessage<TKey> Message { get; } = message;

    /// <summary>Whoever is next at the key, or null.</summary>
    public KeyTurn<TKey>? Next { get; set; }
}
