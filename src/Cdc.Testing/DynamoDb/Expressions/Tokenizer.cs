namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Cuts an expression into tokens.</summary>
internal static class Tokenizer
{
    private static readonly string[] _symbols = ["<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", "+", "-"];

    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            tokens.Add(ReadOne(text, at));
            at = tokens[^1].End;
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token ReadOne(string text, int at)
    {
        var first = text[at];
        if (first is '#' or ':')
        {
            var end = WordEnd(text, at + 1);
            return new Token(first == '#' ? TokenKind.Name : TokenKind.Value, text[at..end], at);
        }

        if (char.IsAsciiDigit(first))
        {
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            return new Token(TokenKind.Number, text[at..end], at);
        }

        if (char.IsAsciiLetter(first)) return new Token(TokenKind.Word, text[at..WordEnd(text, at)], at);
        var symbol = _symbols.FirstOrDefault(candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
        return new Token(TokenKind.Symbol, symbol ?? text[at..(at + 1)], at);
    }

    private static int WordEnd(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_')) at++;
        return at;
    }
}
