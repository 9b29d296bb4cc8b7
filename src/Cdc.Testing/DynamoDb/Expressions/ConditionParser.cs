using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Parses condition, filter and key condition expressions.</summary>
internal sealed class ConditionParser(ExpressionReader reader)
{
    private const int MaxCandidates = 100;

    private static readonly string[] _ordered = ["S", "N", "B"];
    private static readonly string[] _typeNames = ["N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"];

    private Condition? _lastGroup;

    /// <param name="kind">What errors call it, for example <c>FilterExpression</c>.</param>
    /// <param name="text">The expression.</param>
    /// <param name="attributes">The request's names and values.</param>
    public static Condition Parse(string kind, string text, ExpressionAttributes attributes) => Parse(kind, text, attributes, out _);

    /// <param name="kind">What errors call it.</param>
    /// <param name="text">The expression.</param>
    /// <param name="attributes">The request's names and values.</param>
    /// <param name="roots">The top-level attributes that it looks at.</param>
    public static Condition Parse(string kind, string text, ExpressionAttributes attributes, out IReadOnlySet<string> roots)
    {
        var reader = new ExpressionReader(kind, text, attributes);
        var condition = new ConditionParser(reader).ReadOr();
        reader.ExpectEnd();
        roots = reader.Roots;
        return condition;
    }

    private Condition ReadOr()
    {
        reader.Enter();
        var condition = ReadAnd();
        while (reader.TryTakeKeyword("OR"))
        {
            reader.CountOperator();
            condition = new OrCondition(condition, ReadAnd());
        }

        reader.Leave();
        return condition;
    }

    private Condition ReadAnd()
    {
        var condition = ReadNot();
        while (reader.TryTakeKeyword("AND"))
        {
            reader.CountOperator();
            condition = new AndCondition(condition, ReadNot());
        }

        return condition;
    }

    private Condition ReadNot()
    {
        if (!reader.TryTakeKeyword("NOT")) return ReadPrimary();
        reader.CountOperator();
        reader.Enter();
        var condition = new NotCondition(ReadNot());
        reader.Leave();
        return condition;
    }

    private Condition ReadPrimary()
    {
        if (!reader.IsOperandInParentheses && reader.TryTakeSymbol("("))
        {
            var opensTwice = reader.Next.IsSymbol("(");
            var inner = ReadOr();
            // "((a = b))" is an error, "((a = b) AND c = d)" is not: there the outer pair holds an operator.
            if (opensTwice && ReferenceEquals(inner, _lastGroup)) throw reader.RedundantParentheses();
            reader.ExpectSymbol(")");
            _lastGroup = inner;
            return inner;
        }

        if (reader.IsCall && !reader.Next.IsKeyword("size")) return ReadFunction();
        return ReadComparison(ReadOperand());
    }

    private Condition ReadComparison(Operand left)
    {
        if (reader.TryTakeKeyword("BETWEEN")) return ReadBetween(left);
        if (reader.TryTakeKeyword("IN"))
        {
            reader.CountOperator();
            reader.ExpectSymbol("(");
            List<Operand> candidates = [ReadOperand()];
            while (reader.TryTakeSymbol(",")) candidates.Add(ReadOperand());
            reader.ExpectSymbol(")");
            if (candidates.Count > MaxCandidates)
                throw reader.Invalid($"The IN operator is provided with too many operands; number of operands: {candidates.Count}");
            RequireDistinct("IN", left, candidates);
            return new In(left, candidates);
        }

        if (!reader.Next.IsComparator) throw reader.SyntaxError();
        reader.CountOperator();
        var comparator = reader.Take().Text;
        var right = ReadOperand();
        RequireDistinct(comparator, left, [right]);
        if (comparator is not ("=" or "<>"))
        {
            RequireType(comparator, left, _ordered);
            RequireType(comparator, right, _ordered);
        }

        return new Comparison(comparator, left, right);
    }

    private Between ReadBetween(Operand operand)
    {
        reader.CountOperator();
        var lower = ReadOperand();
        reader.ExpectKeyword("AND");
        var upper = ReadOperand();
        RequireDistinct("BETWEEN", operand, [lower, upper]);
        foreach (var each in (Operand[])[operand, lower, upper]) RequireType("BETWEEN", each, _ordered);
        if (lower is ConstantOperand { Value: ScalarValue low } && upper is ConstantOperand { Value: ScalarValue high })
        {
            var bounds = $"lower bound operand: AttributeValue: {Describe(low)}, upper bound operand: AttributeValue: {Describe(high)}";
            if (low.Type != high.Type)
                throw reader.Invalid($"The BETWEEN operator requires same data type for lower and upper bounds; {bounds}");
            if (low.CompareTo(high) > 0)
                throw reader.Invalid($"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {bounds}");
        }

        return new Between(operand, lower, upper);
    }

    private Condition ReadFunction()
    {
        reader.CountOperator();
        var function = reader.Take().Text;
        var operands = ReadOperands();
        switch (function)
        {
            case "attribute_exists":
                return new AttributeExists(RequirePath(function, RequireCount(function, operands, 1)[0]));
            case "attribute_not_exists":
                return new AttributeNotExists(RequirePath(function, RequireCount(function, operands, 1)[0]));
            case "attribute_type":
                RequireCount(function, operands, 2);
                RequireDistinct(function, operands[0], [operands[1]]);
                RequireType(function, operands[1], ["S"]);
                if (operands[1] is not ConstantOperand { Value: StringValue { Text: var type } } || !_typeNames.Contains(type))
                {
                    throw reader.Invalid(
                        $"Invalid attribute type name found; type: {((operands[1] as ConstantOperand)?.Value as StringValue)?.Text}, valid types: {{{string.Join(",", _typeNames)}}}");
                }

                return new AttributeType(operands[0], type);
            case "begins_with":
                RequireCount(function, operands, 2);
                RequireDistinct(function, operands[0], [operands[1]]);
                RequireType(function, operands[0], ["S", "B"]);
                RequireType(function, operands[1], ["S", "B"]);
                return new BeginsWith(operands[0], operands[1]);
            case "contains":
                RequireCount(function, operands, 2);
                RequireDistinct(function, operands[0], [operands[1]]);
                return new Contains(operands[0], operands[1]);
            case "if_not_exists" or "list_append":
                throw reader.Invalid($"The function is not allowed in a condition expression; function: {function}");
            default:
                throw reader.Invalid($"Invalid function name; function: {function}");
        }
    }

    private Operand ReadOperand()
    {
        if (reader.Next.Kind == TokenKind.Value) return new ConstantOperand(reader.ReadValue());
        if (reader.TryTakeSymbol("("))
        {
            var opensTwice = reader.Next.IsSymbol("(");
            reader.Enter();
            var inner = ReadOperand();
            reader.Leave();
            reader.ExpectSymbol(")");
            return opensTwice ? throw reader.RedundantParentheses() : inner;
        }

        if (!reader.IsCall) return new PathOperand(reader.ReadPath());
        reader.CountOperator();
        var function = reader.Take().Text;
        if (function != "size")
            throw reader.Invalid($"The function is not allowed to be used this way in an expression; function: {function}");
        var operand = RequireCount(function, ReadOperands(), 1)[0];
        RequireType(function, operand, ["S", "B", "SS", "NS", "BS", "L", "M"]);
        return new SizeOperand(operand);
    }

    private List<Operand> ReadOperands()
    {
        reader.ExpectSymbol("(");
        reader.Enter();
        List<Operand> operands = [ReadOperand()];
        while (reader.TryTakeSymbol(",")) operands.Add(ReadOperand());
        reader.Leave();
        reader.ExpectSymbol(")");
        return operands;
    }

    private List<Operand> RequireCount(string function, List<Operand> operands, int count)
    {
        if (operands.Count == count) return operands;
        throw reader.Invalid(
            $"Incorrect number of operands for operator or function; operator or function: {function}, number of operands: {operands.Count}");
    }

    private Operand RequirePath(string function, Operand operand) =>
        operand as PathOperand ?? throw reader.Invalid($"Operator or function requires a document path; operator or function: {function}");

    private void RequireDistinct(string function, Operand first, IReadOnlyList<Operand> others)
    {
        if (first is PathOperand { Path: var path } && others.OfType<PathOperand>().Any(other => other.Path.IsSameAs(path)))
            throw reader.NotDistinct(function, path);
    }

    private void RequireType(string function, Operand operand, string[] types)
    {
        if (operand.KnownType is { } type && !types.Contains(type))
        {
            throw reader.Invalid(
                $"Incorrect operand type for operator or function; operator or function: {function}, operand type: {type}");
        }
    }

    private static string Describe(ScalarValue value) => $"{{{value.Type}:{value switch
    {
        StringValue text => text.Text,
        NumberValue number => number.Number.ToString(),
        _ => Convert.ToBase64String(value.HashBytes()),
    }}}}";
}
