namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>One word or sign of an expression, and where it stands.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public int End => Start + Text.Length;

    /// <summary>Whether this is a keyword; keywords ignore case, names do not.</summary>
    public bool IsKeyword(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsComparator => Kind == TokenKind.Symbol && Text is "=" or "<>" or "<" or "<=" or ">" or ">=";

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
