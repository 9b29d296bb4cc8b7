using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Parses update expressions.</summary>
internal sealed class UpdateParser(ExpressionReader reader)
{
    private readonly List<UpdateAction> _actions = [];

    private UpdateValue? _lastGroup;

    /// <summary>The first operand of a wrong type, which is an error only if nothing else is.</summary>
    private Protocol.AwsServiceException? _wrongType;

    public static UpdateExpression Parse(string text, ExpressionAttributes attributes)
    {
        var reader = new ExpressionReader("UpdateExpression", text, attributes);
        var parser = new UpdateParser(reader);
        parser.ReadSections();
        reader.RequireNoClash([.. parser._actions.Select(action => action.Path)]);
        if (parser._wrongType is { } wrongType) throw wrongType;
        return new UpdateExpression(parser._actions);
    }

    private void ReadSections()
    {
        var seen = new HashSet<string>();
        while (reader.Next.Kind != TokenKind.End)
        {
            if (reader.Next.Kind != TokenKind.Word) throw reader.SyntaxError();
            var section = reader.Next.Text.ToUpperInvariant();
            Func<UpdateAction> read = section switch
            {
                "SET" => ReadSet,
                "REMOVE" => () => new RemoveAction(reader.ReadPath()),
                "ADD" => ReadAdd,
                "DELETE" => ReadDelete,
                _ => throw reader.SyntaxError(),
            };
            if (!seen.Add(section)) throw reader.Invalid($"The \"{section}\" section can only be used once in an update expression;");
            reader.Take();
            do _actions.Add(read());
            while (reader.TryTakeSymbol(","));
        }
    }

    private SetAction ReadSet()
    {
        var path = reader.ReadPath();
        reader.ExpectSymbol("=");
        var value = ReadOperand(mayBeArithmetic: true);
        // "(a + b)" is a whole right side: nothing can be added to it.
        return new SetAction(path, value is Arithmetic ? value : ReadArithmetic(value));
    }

    /// <summary>Reads what may follow an operand: a sign and another one.</summary>
    private UpdateValue ReadArithmetic(UpdateValue left)
    {
        var subtract = reader.Next.IsSymbol("-");
        if (!subtract && !reader.Next.IsSymbol("+")) return left;
        var sign = reader.Take().Text;
        reader.CountOperator();
        var right = ReadOperand();
        RequireConstantType(sign, left, "N");
        RequireConstantType(sign, right, "N");
        return new Arithmetic(subtract, left, right);
    }

    private AddAction ReadAdd()
    {
        var path = reader.ReadPath();
        var value = reader.ReadValue();
        if (value is not (NumberValue or SetValue)) _wrongType ??= WrongType("ADD", value);
        return new AddAction(path, value);
    }

    private DeleteAction ReadDelete()
    {
        var path = reader.ReadPath();
        var value = reader.ReadValue();
        if (value is not SetValue) _wrongType ??= WrongType("DELETE", value);
        return new DeleteAction(path, value);
    }

    /// <param name="mayBeArithmetic">Whether parentheses may hold a sum: they may where they hold all of a right side.</param>
    private UpdateValue ReadOperand(bool mayBeArithmetic = false)
    {
        if (reader.Next.Kind == TokenKind.Value) return new ConstantValue(reader.ReadValue());
        if (reader.TryTakeSymbol("("))
        {
            var opensTwice = reader.Next.IsSymbol("(");
            reader.Enter();
            var inner = ReadOperand(mayBeArithmetic);
            if (opensTwice && ReferenceEquals(inner, _lastGroup) && reader.Next.IsSymbol(")")) throw reader.RedundantParentheses();
            if (mayBeArithmetic && inner is not Arithmetic) inner = ReadArithmetic(inner);
            reader.Leave();
            reader.ExpectSymbol(")");
            return _lastGroup = inner;
        }

        return reader.IsCall ? ReadFunction() : new PathValue(reader.ReadPath());
    }

    private UpdateValue ReadFunction()
    {
        var function = reader.Take().Text;
        reader.CountOperator();
        reader.ExpectSymbol("(");
        reader.Enter();
        List<UpdateValue> operands = [ReadOperand()];
        while (reader.TryTakeSymbol(",")) operands.Add(ReadOperand());
        reader.Leave();
        reader.ExpectSymbol(")");
        switch (function)
        {
            case "if_not_exists":
                RequireTwo(function, operands);
                if (operands[0] is not PathValue { Path: var path })
                    throw reader.Invalid($"Operator or function requires a document path; operator or function: {function}");
                if (operands[1] is PathValue { Path: var fallback } && fallback.IsSameAs(path)) throw reader.NotDistinct(function, path);
                return new IfNotExists(path, operands[1]);
            case "list_append":
                RequireTwo(function, operands);
                RequireConstantType(function, operands[0], "L");
                RequireConstantType(function, operands[1], "L");
                return new ListAppend(operands[0], operands[1]);
            case "attribute_exists" or "attribute_not_exists" or "attribute_type" or "begins_with" or "contains" or "size":
                throw reader.Invalid($"The function is not allowed in an update expression; function: {function}");
            default:
                throw reader.Invalid($"Invalid function name; function: {function}");
        }
    }

    private void RequireTwo(string function, List<UpdateValue> operands)
    {
        if (operands.Count != 2)
        {
            throw reader.Invalid(
                $"Incorrect number of operands for operator or function; operator or function: {function}, number of operands: {operands.Count}");
        }
    }

    private void RequireConstantType(string function, UpdateValue operand, string type)
    {
        if (operand is ConstantValue constant && constant.Value.Type != type)
        {
            _wrongType ??= reader.Invalid(
                $"Incorrect operand type for operator or function; operator or function: {function}, operand type: {constant.Value.Type}");
        }
    }

    private Protocol.AwsServiceException WrongType(string section, AttributeValue value) =>
        reader.Invalid(
            $"Incorrect operand type for operator or function; operator: {section}, operand type: {value.LongType}, typeSet: ALLOWED_FOR_{section}_OPERAND");
}
