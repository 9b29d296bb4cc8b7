using System.Globalization;
using System.Text;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Walks the tokens of one expression; knows what all kinds of expression share.</summary>
internal sealed class ExpressionReader
{
    private const int MaxBytes = 4096;
    private const int MaxNesting = 200;
    private const int MaxOperators = 300;
    private const int MaxPathDepth = 32;

    private readonly string _kind;
    private readonly string _text;
    private readonly ExpressionAttributes _attributes;
    private readonly List<Token> _tokens;
    private int _at;
    private int _nesting;
    private int _operators;

    public ExpressionReader(string kind, string text, ExpressionAttributes attributes)
    {
        (_kind, _text, _attributes) = (kind, text, attributes);
        if (string.IsNullOrWhiteSpace(text)) throw Invalid("The expression can not be empty;");
        var size = Encoding.UTF8.GetByteCount(text);
        if (size > MaxBytes) throw Invalid($"Expression size has exceeded the maximum allowed size; expression size: {size}");
        _tokens = Tokenizer.Read(text);
    }

    /// <summary>The top-level attributes that the paths read so far begin with.</summary>
    public HashSet<string> Roots { get; } = [];

    public Token Next => _tokens[_at];

    /// <summary>Whether what stands in the parentheses that come next is one side of a comparison, and not a condition of its own.</summary>
    public bool IsOperandInParentheses
    {
        get
        {
            if (!Next.IsSymbol("(")) return false;
            var (at, open) = (_at, 0);
            do
            {
                if (_tokens[at].IsSymbol("(")) open++;
                else if (_tokens[at].IsSymbol(")")) open--;
                at++;
            }
            while (open > 0 && _tokens[at].Kind != TokenKind.End);
            return _tokens[at].IsComparator || _tokens[at].IsKeyword("BETWEEN") || _tokens[at].IsKeyword("IN");
        }
    }

    public bool IsCall => Next.Kind == TokenKind.Word && _tokens[_at + 1].IsSymbol("(");

    public Token Take() => _tokens[_at++];

    public bool TryTakeSymbol(string symbol) => TryTake(Next.IsSymbol(symbol));

    public bool TryTakeKeyword(string keyword) => TryTake(Next.IsKeyword(keyword));

    public void ExpectSymbol(string symbol)
    {
        if (!TryTakeSymbol(symbol)) throw SyntaxError();
    }

    public void ExpectKeyword(string keyword)
    {
        if (!TryTakeKeyword(keyword)) throw SyntaxError();
    }

    public void ExpectEnd()
    {
        if (Next.Kind != TokenKind.End) throw SyntaxError();
    }

    /// <summary>Enters an inner expression; <see cref="Leave"/> ends it.</summary>
    public void Enter()
    {
        if (++_nesting > MaxNesting) throw Invalid("The expression is nested too deeply;");
    }

    public void Leave() => _nesting--;

    /// <summary>Counts one operator or function of the expression.</summary>
    /// <exception cref="AwsServiceException">There are too many.</exception>
    public void CountOperator()
    {
        if (++_operators > MaxOperators) throw Invalid($"The expression contains too many operators; operator count: {_operators}");
    }

    public DocumentPath ReadPath()
    {
        List<PathElement> elements = [ReadName()];
        Roots.Add(elements[0].Name!);
        while (true)
        {
            if (TryTakeSymbol("."))
            {
                elements.Add(ReadName());
            }
            else if (TryTakeSymbol("["))
            {
                if (Next.Kind != TokenKind.Number) throw SyntaxError();
                if (!int.TryParse(Next.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    throw Invalid($"List index is not within the allowable range; index: [{Next.Text}]");
                Take();
                elements.Add(new PathElement(null, index));
                ExpectSymbol("]");
            }
            else
            {
                if (elements.Count > MaxPathDepth)
                    throw Invalid($"The document path has too many nesting levels; nesting levels: {elements.Count}");
                return new DocumentPath(elements);
            }
        }
    }

    public AttributeValue ReadValue()
    {
        if (Next.Kind != TokenKind.Value) throw SyntaxError();
        var placeholder = Take().Text;
        return _attributes.Value(placeholder)
            ?? throw Invalid($"An expression attribute value used in expression is not defined; attribute value: {placeholder}");
    }

    /// <exception cref="AwsServiceException">Two of the paths may not stand in one expression.</exception>
    public void RequireNoClash(IReadOnlyList<DocumentPath> paths)
    {
        for (var at = 0; at < paths.Count; at++)
        {
            for (var earlier = 0; earlier < at; earlier++)
            {
                if (paths[earlier].ClashWith(paths[at]) is not { } clash) continue;
                throw Invalid(
                    $"Two document paths {clash} with each other; must remove or rewrite one of these paths; path one: {paths[earlier]}, path two: {paths[at]}");
            }
        }
    }

    public AwsServiceException RedundantParentheses() => Invalid("The expression has redundant parentheses;");

    public AwsServiceException NotDistinct(string function, DocumentPath first) => Invalid(
        $"The first operand must be distinct from the remaining operands for this operator or function; operator: {function}, first operand: {first}");

    public AwsServiceException Invalid(string message) => AwsServiceException.Validation($"Invalid {_kind}: {message}");

    public AwsServiceException SyntaxError()
    {
        var before = _at > 0 ? _tokens[_at - 1] : Next;
        var after = Next.Kind == TokenKind.End ? Next : _tokens[_at + 1];
        var token = Next.Kind == TokenKind.End ? "<EOF>" : Next.Text;
        return Invalid($"Syntax error; token: \"{token}\", near: \"{_text[before.Start..after.End]}\"");
    }

    private PathElement ReadName()
    {
        var token = Next;
        switch (token.Kind)
        {
            case TokenKind.Name:
                Take();
                return new PathElement(_attributes.Name(token.Text)
                    ?? throw Invalid($"An expression attribute name used in the document path is not defined; attribute name: {token.Text}"));
            case TokenKind.Word when ReservedWords.Contains(token.Text):
                throw Invalid($"Attribute name is a reserved keyword; reserved keyword: {token.Text}");
            case TokenKind.Word:
                Take();
                return new PathElement(token.Text);
            default:
                throw SyntaxError();
        }
    }

    private bool TryTake(bool matches)
    {
        if (matches) _at++;
        return matches;
    }
}
