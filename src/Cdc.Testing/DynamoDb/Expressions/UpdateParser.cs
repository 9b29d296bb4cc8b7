using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Parses update expressions.</summary>
internal sealed class UpdateParser(ExpressionReader reader)
{
    private readonly List<UpdateAction> _actions = [];

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
        var value = ReadOperand();
        var subtract = reader.Next.IsSymbol("-");
        if (!subtract && !reader.Next.IsSymbol("+")) return new SetAction(path, value);
        var sign = reader.Take().Text;
        var right = ReadOperand();
        RequireConstantType(sign, value, "N");
        RequireConstantType(sign, right, "N");
        return new SetAction(path, new Arithmetic(subtract, value, right));
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

    private UpdateValue ReadOperand()
    {
        if (reader.Next.Kind == TokenKind.Value) return new ConstantValue(reader.ReadValue());
        if (reader.TryTakeSymbol("("))
        {
            reader.Enter();
            var inner = ReadOperand();
            reader.Leave();
            reader.ExpectSymbol(")");
            return inner;
        }

        return reader.IsCall ? ReadFunction() : new PathValue(reader.ReadPath());
    }

    private UpdateValue ReadFunction()
    {
        var function = reader.Take().Text;
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
