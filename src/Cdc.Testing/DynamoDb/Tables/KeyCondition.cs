using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>A query's range: one partition, and what part of it.</summary>
internal sealed record KeyCondition(ScalarValue Partition, ItemPosition From, ItemPosition To)
{
    /// <summary>No sort key is longer, in bytes.</summary>
    private const int MaxSortBytes = 1024;

    public static KeyCondition Parse(string text, ExpressionAttributes attributes, KeySchema key)
    {
        ScalarValue? partition = null;
        Condition? sort = null;
        var conditions = Flatten(ConditionParser.Parse("KeyConditionExpression", text, attributes)).ToList();
        foreach (var each in conditions)
        {
            var condition = Turned(each);
            var (attribute, values) = Split(condition);
            if (!key.Contains(attribute)) continue;
            var schema = attribute == key.Partition.Name ? key.Partition : key.Sort!;
            if (values.Any(value => value.Type != schema.Type))
                throw AwsServiceException.Validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
            foreach (var value in values) key.RequireComparable(schema, value);
            if (schema == key.Partition ? partition is not null : sort is not null)
                throw AwsServiceException.Validation("KeyConditionExpressions must only contain one condition per key");
            if (schema != key.Partition) sort = condition;
            else if (condition is Comparison { Operator: "=" }) partition = (ScalarValue)values[0];
            else throw AwsServiceException.Validation("Query key condition not supported");
        }

        if (partition is null) throw AwsServiceException.Validation($"Query condition missed key schema element: {key.Partition.Name}");
        if (conditions.Count > (sort is null ? 1 : 2))
        {
            throw AwsServiceException.Validation(key.Sort is not null && sort is null
                ? $"Query condition missed key schema element: {key.Sort.Name}"
                : "Query key condition not supported");
        }

        var (from, to) = Range(partition, sort);
        return new KeyCondition(partition, from, to);
    }

    private static IEnumerable<Condition> Flatten(Condition condition) =>
        condition is AndCondition and ? Flatten(and.Left).Concat(Flatten(and.Right)) : [condition];

    /// <summary>The same comparison with the attribute on the left.</summary>
    private static Condition Turned(Condition condition) => condition is Comparison { Left: ConstantOperand, Right: PathOperand } comparison
        ? new Comparison(
            comparison.Operator switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", var other => other }, comparison.Right, comparison.Left)
        : condition;

    /// <summary>The attribute and the values of a condition of the form that queries take.</summary>
    private static (string Attribute, IReadOnlyList<AttributeValue> Values) Split(Condition condition)
    {
        var (operand, others) = condition switch
        {
            Comparison { Operator: not "<>" } comparison => (comparison.Left, new[] { comparison.Right }),
            Between between => (between.Operand, new[] { between.Lower, between.Upper }),
            BeginsWith begins => (begins.Operand, new[] { begins.Prefix }),
            _ => throw AwsServiceException.Validation($"Invalid operator used in KeyConditionExpression: {OperatorOf(condition)}"),
        };
        if (others.Prepend(operand).Any(each => each is SizeOperand)) throw Invalid("KeyConditionExpressions cannot contain nested operations");
        if (others.Prepend(operand).Count(each => each is PathOperand) > 1) throw Invalid("Multiple attribute names used in one condition");
        if (operand is not PathOperand { Path: { } path })
        {
            throw Invalid(condition is Between or BeginsWith && others.Any(other => other is PathOperand)
                ? $"{OperatorOf(condition)} operator must have the key attribute as its first operand"
                : "No key attribute specified");
        }

        if (path.Elements.Count > 1)
        {
            throw AwsServiceException.Validation(
                $"Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: {path.Root}");
        }

        return (path.Root, [.. others.Select(other => ((ConstantOperand)other).Value)]);
    }

    private static (ItemPosition From, ItemPosition To) Range(ScalarValue partition, Condition? sort)
    {
        var (first, last) = (ItemPosition.Of(partition, edge: -1), ItemPosition.Of(partition, edge: 1));
        return sort switch
        {
            Comparison { Operator: "=" } equal => (Before(equal.Right), After(equal.Right)),
            Comparison { Operator: "<" } less => (first, Before(less.Right)),
            Comparison { Operator: "<=" } upTo => (first, After(upTo.Right)),
            Comparison { Operator: ">" } more => (After(more.Right), last),
            Comparison from => (Before(from.Right), last),
            Between between => (Before(between.Lower), After(between.Upper)),
            BeginsWith begins => (Before(begins.Prefix), ItemPosition.Of(partition, LastWith(Value(begins.Prefix)), 1)),
            _ => (first, last),
        };

        ItemPosition Before(Operand bound) => ItemPosition.Of(partition, Value(bound), -1);
        ItemPosition After(Operand bound) => ItemPosition.Of(partition, Value(bound), 1);
    }

    private static ScalarValue Value(Operand operand) => (ScalarValue)((ConstantOperand)operand).Value;

    /// <summary>A value that no key with the prefix lies above.</summary>
    private static ScalarValue LastWith(ScalarValue prefix) => prefix switch
    {
        StringValue text => new StringValue(text.Text + string.Concat(Enumerable.Repeat("\U0010FFFF", MaxSortBytes / 4))),
        _ => new BinaryValue([.. prefix.HashBytes(), .. Enumerable.Repeat(byte.MaxValue, MaxSortBytes)]),
    };

    private static AwsServiceException Invalid(string reason) =>
        AwsServiceException.Validation($"Invalid condition in KeyConditionExpression: {reason}");

    private static string OperatorOf(Condition condition) => condition switch
    {
        OrCondition => "OR",
        NotCondition => "NOT",
        In => "IN",
        Between => "BETWEEN",
        BeginsWith => "begins_with",
        Comparison comparison => comparison.Operator,
        Contains => "contains",
        AttributeExists => "attribute_exists",
        AttributeNotExists => "attribute_not_exists",
        _ => "attribute_type",
    };
}
