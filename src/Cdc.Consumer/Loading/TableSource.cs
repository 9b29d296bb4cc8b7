using System.Text.RegularExpressions;

namespace Cdc.Consumer.Loading;

/// <summary>Says whether a change is of the table that items are read from.</summary>
/// <param name="table">The table's name, or its ARN: then account and Region count as well.</param>
internal sealed partial class TableSource(string table)
{
    private readonly bool _isArn = table.Contains(':', StringComparison.Ordinal);
    private string? _seen;

    /// <summary>Throws where the change is of another table: by its key alone another item would be found, or none, and be taken for removed.</summary>
    /// <param name="source">The change's table.</param>
    /// <exception cref="InvalidOperationException">It is of another table, or of none.</exception>
    public void Check(string source)
    {
        if (ReferenceEquals(source, Volatile.Read(ref _seen))) return;
        if (!(_isArn ? source == table : ArnPattern().Match(source) is { Success: true } arn && arn.Groups["name"].ValueSpan.SequenceEqual(table)))
            throw new InvalidOperationException($"The change is of '{source}', and items are read from table '{table}'.");
        Volatile.Write(ref _seen, source);
    }

    [GeneratedRegex(@"^arn:[a-z0-9-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/(?<name>[A-Za-z0-9_.-]{3,255})\z", RegexOptions.CultureInvariant)]
    private static partial Regex ArnPattern();
}
