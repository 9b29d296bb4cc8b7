namespace Cdc.Publisher.Events;

/// <summary>The table whose stream a record comes from.</summary>
/// <param name="Arn">The table's ARN; empty where the text was no ARN of a table or its stream.</param>
/// <param name="Name">The table's name; empty likewise.</param>
internal sealed record StreamTable(string Arn, string Name)
{
    private const string TablePrefix = ":table/";

    public bool IsKnown => Name.Length > 0;

    /// <summary>arn:…:table/Orders/stream/2026-… → arn:…:table/Orders and Orders.</summary>
    public static StreamTable Of(string arn)
    {
        var start = arn.IndexOf(TablePrefix, StringComparison.Ordinal);
        if (start < 0) return new("", "");
        start += TablePrefix.Length;
        var end = arn.IndexOf('/', start);
        if (end < 0) end = arn.Length;
        return new(arn[..end], arn[start..end]);
    }
}
