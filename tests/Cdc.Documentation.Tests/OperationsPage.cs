using System.Text.RegularExpressions;

namespace Cdc.Documentation.Tests;

/// <summary>The tables of docs/operations.md.</summary>
internal static partial class OperationsPage
{
    private static readonly string[] _lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations.md"));

    /// <summary>Each metric with its kind and unit, as often as it is there.</summary>
    public static IEnumerable<(string Name, string Kind, string Unit)> Metrics => Rows(Metric()).Select(row => (row["name"].Value, row["kind"].Value, row["unit"].Value));

    /// <summary>Each log event with its level.</summary>
    public static IEnumerable<(int Id, string Level)> Events => Rows(Event()).Select(row => (int.Parse(row["id"].Value), row["level"].Value));

    /// <summary>The queries of the alarms.</summary>
    public static IEnumerable<string> Queries => Rows(Query()).Select(row => row["query"].Value);

    private static IEnumerable<GroupCollection> Rows(Regex row) => _lines.Select(line => row.Match(line)).Where(match => match.Success).Select(match => match.Groups);

    [GeneratedRegex(@"^\| `(?<name>[a-z._]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?<level>\w+) \|")]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| [^|]+ \| `(?<query>[^`]*\[[^`]*)` \|")]
    private static partial Regex Query();
}
