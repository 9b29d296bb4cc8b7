namespace Cdc.Testing.DynamoDb.Expressions;

internal enum TokenKind
{
    /// <summary>The end of the expression.</summary>
    End,

    /// <summary>A keyword, a function's name or an attribute's.</summary>
    Word,

    /// <summary><c>#name</c></summary>
    Name,

    /// <summary><c>:value</c></summary>
    Value,

    /// <summary>A list index.</summary>
    Number,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}
