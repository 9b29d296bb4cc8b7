namespace Cdc.Publisher.Events;

/// <summary>The table whose stream a record comes from, and which of its streams that is.</summary>
/// <param name="Arn">The table's ARN; empty where the text was no ARN of a table or its stream.</param>
/// <param name="Name">The table's name; empty likewise.</param>
/// <param name="Label">The stream's label; null where the ARN is the table's own, or the label none that readers take.</param>
internal sealed record StreamTable(string Arn, string Name, string? Label = null)
{
    private const string TablePrefix = ":table/";
    private const string StreamPrefix = "/stream/";

    // An envelope's reader takes no more: docs/wire-format.md.
    public const int LongestLabel = 256;

    // Each record asks for it.
    private readonly int _hash = HashCode.Combine(Arn, Label);

    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
    private const int LongestArn = 1024;
    private const int LongestName = 255;

    public bool IsKnown => Name.Length > 0;

    /// <summary>arn:…:table/Orders/stream/2026-… → arn:…:table/Orders, Orders and 2026-….</summary>
    public static StreamTable Of(string arn)
    {
        var start = arn.IndexOf(TablePrefix, StringComparison.Ordinal);
        if (start < 0) return new("", "");
        start += TablePrefix.Length;
        var end = arn.IndexOf('/', start);
        if (end < 0) end = arn.Length;
        // An envelope's source is one line of text, and no more than an ARN is long.
        return end <= LongestArn && end - start <= LongestName && !arn.AsSpan(0, end).ContainsAnyExceptInRange('!', '~')
            ? new(arn[..end], arn[start..end], LabelOf(arn.AsSpan(end)))
            : new("", "");
    }

    public bool Equals(StreamTable? other) => ReferenceEquals(this, other) || (other is not null && Arn == other.Arn && Label == other.Label);

    public override int GetHashCode() => _hash;

    /// <summary>Whether readers take a text as a stream's label.</summary>
    public static bool IsLabel(ReadOnlySpan<char> label) => label.Length is > 0 and <= LongestLabel && !label.ContainsAnyExceptInRange('!', '~');

    private static string? LabelOf(ReadOnlySpan<char> rest)
    {
        if (!rest.StartsWith(StreamPrefix)) return null;
        var label = rest[StreamPrefix.Length..];
        return IsLabel(label) ? label.ToString() : null;
    }
}
