namespace Cdc.Consumer.Dispatch;

/// <summary>A message's place in the line of one key.</summary>
internal sealed class KeyTurn<TKey>(KeyLine<TKey> line, HeldMessage<TKey> message)
    where TKey : notnull
{
    public KeyLine<TKey> Line { get; } = line;

    /// <summary>Whose place it is; a newer message may take it over.</summary>
    public HeldMessage<TKey> Message { get; set; } = message;

    /// <summary>Whoever is next in the line, or null.</summary>
    public KeyTurn<TKey>? Next { get; set; }

    /// <summary>The message's turn in another line, or null.</summary>
    public KeyTurn<TKey>? Other { get; set; }
}
