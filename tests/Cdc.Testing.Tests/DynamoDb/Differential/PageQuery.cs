using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>One query, over the table or one of its indexes.</summary>
internal sealed partial record PageQuery(string? Index, string Condition, string? Filter, int? Limit, bool Forward, Select? Select, string? Projection, bool Consistent)
{
    private static readonly Dictionary<string, AttributeValue> _constants = new()
    {
        [":p"] = new() { S = "p" },
        [":q"] = new() { S = "q" },
        [":none"] = new() { S = "none" },
        [":a"] = new() { S = "a" },
        [":b"] = new() { S = "b" },
        [":c"] = new() { S = "c" },
        [":five"] = new() { N = "5" },
        [":ten"] = new() { N = "10" },
        [":yes"] = new() { BOOL = true },
    };

    private static readonly Gen<string> _constant = Gen.OneOf([.. _constants.Keys]);

    private static readonly Gen<string> _sort =
        from attribute in Gen.Frequency((4, "sk"), (4, "num"), (1, "txt"))
        from comparator in Gen.OneOf("=", "<", "<=", ">", ">=", "<>", "BETWEEN", "begins_with")
        from low in _constant
        from high in _constant
        select comparator switch
        {
            "BETWEEN" => $"{attribute} BETWEEN {low} AND {high}",
            "begins_with" => $"begins_with({attribute}, {low})",
            _ => $"{attribute} {comparator} {low}",
        };

    private static readonly Gen<string> _condition =
        from attribute in Gen.Frequency((9, "pk"), (6, "who"), (1, "sk"))
        from value in Gen.Frequency((5, ":p"), (5, ":q"), (1, ":none"), (1, ":five"))
        from sort in Gen.Frequency((1, Gen.Const("")), (2, _sort.Select(text => $" AND {text}")))
        select $"{attribute} = {value}{sort}";

    private static readonly Gen<string?> _filter = Gen.OneOf(
        null, null, null, "txt = :a", "txt <> :a", "attribute_exists(txt)", "num > :five", "contains(txt, :b) OR num < :five", "sk = :a", "yes = :yes");

    public static readonly Gen<PageQuery> One =
        from index in Gen.OneOf(null, "ByNumber", "ByWho", "ByWhoKeys")
        from condition in _condition
        from filter in _filter
        from limit in Gen.OneOf<int?>(null, null, 1, 2, 5)
        from forward in Gen.Bool
        from shape in Gen.Frequency((6, 0), (1, 1), (1, 2), (1, 3), (1, 4))
        from consistent in Gen.Frequency((8, false), (1, true))
        select new PageQuery(
            index,
            condition,
            filter,
            limit,
            forward,
            shape switch { 1 => Select.COUNT, 2 => Select.ALL_ATTRIBUTES, 3 => Select.ALL_PROJECTED_ATTRIBUTES, _ => null },
            shape == 4 ? "sk, txt" : null,
            consistent);

    public QueryRequest ToRequest(string table) => new(table)
    {
        IndexName = Index,
        KeyConditionExpression = Condition,
        FilterExpression = Filter,
        ProjectionExpression = Projection,
        ExpressionAttributeValues = Placeholder().Matches($"{Condition} {Filter}").Select(match => match.Value).Distinct().ToDictionary(name => name, name => _constants[name]),
        Limit = Limit,
        ScanIndexForward = Forward,
        Select = Select,
        ConsistentRead = Consistent,
    };

    [GeneratedRegex(":[a-z]+")]
    private static partial Regex Placeholder();
}
