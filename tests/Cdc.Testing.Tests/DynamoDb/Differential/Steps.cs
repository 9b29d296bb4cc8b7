using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>Makes up writes to a few items with a few attributes of every type, so that they often meet.</summary>
internal static class Steps
{
    /// <summary>How many sequences a test makes up: enough to notice, and more on request, with the environment variable DIFFERENTIAL_SAMPLES.</summary>
    public static readonly int Samples = int.Parse(
        Environment.GetEnvironmentVariable("DIFFERENTIAL_SAMPLES") ?? "40", CultureInfo.InvariantCulture);

    /// <summary>The items' keys.</summary>
    public static readonly string[] Keys = ["1", "2", "3"];

    /// <summary>What expressions may name; no fractions, whose superfluous zeros DynamoDB Local keeps.</summary>
    public static readonly IReadOnlyDictionary<string, AttributeValue> Constants = new Dictionary<string, AttributeValue>
    {
        [":one"] = new() { N = "1" },
        [":two"] = new() { N = "2" },
        [":neg"] = new() { N = "-3" },
        [":big"] = new() { N = "12345678901234567890123456789012345678" },
        [":x"] = new() { S = "x" },
        [":xy"] = new() { S = "xy" },
        [":empty"] = new() { S = "" },
        [":n"] = new() { S = "N" },
        [":yes"] = new() { BOOL = true },
        [":null"] = new() { NULL = true },
        [":bytes"] = new() { B = new MemoryStream([1, 2]) },
        [":ss"] = new() { SS = ["x", "xy"] },
        [":sx"] = new() { SS = ["x"] },
        [":ns"] = new() { NS = ["1", "2"] },
        [":bs"] = new() { BS = [new MemoryStream([1])] },
        [":list"] = new() { L = [new() { N = "1" }, new() { S = "x" }] },
        [":map"] = new() { M = new() { ["a"] = new() { N = "1" }, ["b"] = new() { M = new() { ["c"] = new() { S = "x" } } } } },
    };

    private static readonly Gen<string> _constant = Gen.OneOf([.. Constants.Keys]);

    private static readonly Gen<string> _path = Gen.OneOf(
        "a", "a", "b", "b", "c", "m", "m.a", "m.b", "m.b.c", "m.d", "l", "l[0]", "l[1]", "l[7]", "l[0].a", "a.b", "a[0]");

    private static readonly Gen<string> _operand = Gen.Frequency(
        (1, Gen.Const("pk")),
        (4, _path), (5, _constant), (1, from path in _path select $"size({path})"));

    private static readonly Gen<string> _comparison =
        from left in _operand
        from comparator in Gen.OneOf("=", "<>", "<", "<=", ">", ">=")
        from right in _operand
        select $"{left} {comparator} {right}";

    private static readonly Gen<string> _function =
        from path in _path
        from operand in _operand
        from form in Gen.Int[0, 5]
        select form switch
        {
            0 => $"attribute_exists({path})",
            1 => $"attribute_not_exists({path})",
            2 => $"attribute_type({path}, :n)",
            3 => $"begins_with({path}, {operand})",
            4 => $"contains({path}, {operand})",
            _ => $"contains({operand}, {path})",
        };

    private static readonly Gen<string> _range =
        from operand in _operand
        from low in _operand
        from high in _operand
        from isList in Gen.Bool
        select isList ? $"{operand} IN ({low}, {high})" : $"{operand} BETWEEN {low} AND {high}";

    private static readonly Gen<string> _simple = Gen.Frequency((4, _comparison), (4, _function), (1, _range));

    private static readonly Gen<string> _condition = Gen.Frequency(
        (5, _simple),
        (1, from inner in _simple select $"NOT {inner}"),
        (2, from left in _simple from right in _simple from word in Gen.OneOf("AND", "OR") select $"{left} {word} {right}"),
        (1, from left in _simple from middle in _simple from right in _simple select $"NOT ({left} OR {middle}) AND {right}"));

    private static readonly Gen<string> _updateOperand = Gen.Frequency(
        (3, Gen.OneOf("a", "m.a", "l[0]", ":one", ":neg", ":list")), (1, _path), (1, _constant));

    private static readonly Gen<string> _value = Gen.Frequency(
        (4, _constant),
        (1, _path),
        (2, from left in _updateOperand from right in _updateOperand from sign in Gen.OneOf("+", "-") select $"{left} {sign} {right}"),
        (1, from path in _path from fallback in _updateOperand select $"if_not_exists({path}, {fallback})"),
        (1, from left in _updateOperand from right in _updateOperand select $"list_append({left}, {right})"));

    private static readonly Gen<string> _set =
        from clauses in (from path in _path from value in _value select $"{path} = {value}").Array[1, 2]
        select $"SET {string.Join(", ", clauses)}";

    private static readonly Gen<string> _remove = from paths in _path.Array[1, 2] select $"REMOVE {string.Join(", ", paths)}";

    private static readonly Gen<string> _add =
        from path in _path
        from value in Gen.OneOf(":one", ":two", ":neg", ":big", ":ss", ":sx", ":ns", ":bs", ":x")
        select $"ADD {path} {value}";

    private static readonly Gen<string> _deleteFrom =
        from path in _path
        from value in Gen.OneOf(":ss", ":sx", ":ns", ":bs", ":x")
        select $"DELETE {path} {value}";

    private static readonly Gen<string> _update = Gen.Frequency(
        (6, _set),
        (3, _remove),
        (3, _add),
        (2, _deleteFrom),
        (1, from first in _set from second in _remove select $"{first} {second}"),
        (1, from first in _add from second in _set select $"{first} {second}"));

    private static readonly Gen<Dictionary<string, AttributeValue>> _attributes =
        from names in Gen.OneOf("a", "b", "c", "m", "l").Array[0, 4]
        from values in _constant.Array[4]
        select names.Distinct().Zip(values).ToDictionary(
            pair => pair.First,
            pair => Constants[pair.First switch { "m" => ":map", "l" => ":list", _ => pair.Second }]);

    public static readonly Gen<Step> One =
        from kind in Gen.Frequency((3, Gen.Const(StepKind.Put)), (6, Gen.Const(StepKind.Update)), (1, Gen.Const(StepKind.Delete)))
        from key in Gen.OneOf(Keys)
        from attributes in _attributes
        from condition in Gen.Frequency((2, Gen.Int.Select(_ => (string?)null)), (1, _condition.Select(text => (string?)text)))
        from update in _update
        from returns in Gen.OneOf(
            ReturnValue.NONE, ReturnValue.ALL_OLD, ReturnValue.ALL_OLD, ReturnValue.ALL_NEW, ReturnValue.UPDATED_OLD)
        from returnsFailed in Gen.Bool
        select new Step(kind, key, attributes)
        {
            Condition = kind == StepKind.Update && TakesAwayAlone(update) ? OfAnItem(condition) : condition,
            Update = kind == StepKind.Update ? update : null,
            Returns = kind == StepKind.Update || returns == ReturnValue.NONE ? returns : ReturnValue.ALL_OLD,
            ReturnsFailed = returnsFailed,
        };

    /// <summary>Whether an update only takes away: DynamoDB Local makes an item of it where there is none, and AWS does not.</summary>
    private static bool TakesAwayAlone(string update) =>
        update.StartsWith("REMOVE", StringComparison.Ordinal) || update.StartsWith("DELETE", StringComparison.Ordinal);

    private static string OfAnItem(string? condition) => condition is null ? "attribute_exists(pk)" : $"attribute_exists(pk) AND ({condition})";
}
