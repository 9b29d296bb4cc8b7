using System.Globalization;
using System.Text;

namespace Cdc.Benchmarks.Measuring;

/// <summary>A report for people: one line a figure.</summary>
internal static class ReportTable
{
    private static readonly string[] _heading = ["figure", "value", "unit", "target", "met"];

    public static string Write(Report report)
    {
        List<string[]> rows = [_heading, .. report.Figures.Select(Row)];
        var widths = _heading.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 1 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString();
    }

    private static string[] Row(Figure figure) =>
        [figure.Name, Number(figure.Value), figure.Unit, figure.Target?.ToString() ?? "", Met(figure)];

    private static string Met(Figure figure) => figure.IsMet switch
    {
        true => "met",
        false => "MISSED",
        null when figure.Absent is { } reason => $"skipped: {reason}",
        null => "",
    };

    /// <summary>Writes three digits, as a measurement is no more exact; whole numbers stay whole.</summary>
    private static string Number(double? value) => value switch
    {
        null => "-",
        >= 100 or <= -100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 or <= -10 => value.Value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
