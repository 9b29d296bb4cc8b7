namespace Cdc.Consumer.Dispatch;

/// <summary>A message's place in the line of one key.</summary>
internal sealed class KeyTurn(KeyLine line, HeldMessage message)
{
    public KeyLine Line { get; } = line;

    /// <summary>Whose place it is; a newer message may take it over.</summary>
    public HeldMessage Message { get; set; } = message;

    /// <summary>Whoever is next in the line, or null.</summary>
    public KeyTurn? Next { get; set; }

    /// <summary>The message's turn in another line, or null.</summary>
    public KeyTurn? Other { get; set; }
}
