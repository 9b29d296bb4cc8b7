namespace Cdc.Publisher.Events;

/// <summary>The table whose stream a record comes from.</summary>
/// <param name="Arn">The table's ARN; empty where the text was no ARN of a table or its stream.</param>
/// <param name="Name">The table's name; empty likewise.</param>
internal sealed record StreamTable(string Arn, string Name)
{
    private const string TablePrefix = ":table/";

    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
    private const int LongestArn = 1024;
    private const int LongestName = 255;

    public bool IsKnown => Name.Length > 0;

    /// <summary>arn:…:table/Orders/stream/2026-… → arn:…:table/Orders and Orders.</summary>
    public static StreamTable Of(string arn)
    {
        var start = arn.IndexOf(TablePrefix, StringComparison.Ordinal);
        if (start < 0) return new("", "");
        start += TablePrefix.Length;
        var end = arn.IndexOf('/', start);
        if (end < 0) end = arn.Length;
        // An envelope's source is one line of text, and no more than an ARN is long.
        return end <= LongestArn && end - start <= LongestName && !arn.AsSpan(0, end).ContainsAnyExceptInRange('!', '~')
            ? new(arn[..end], arn[start..end])
            : new("", "");
    }
}
