using System.Globalization;
using OrdersDemo.Feed;

namespace OrdersDemo.Load;

/// <summary>Shows how the load goes: on a terminal in one line that it keeps up to date, elsewhere in a new line every few seconds.</summary>
/// <param name="rate">The rate that was asked for.</param>
/// <param name="output">Where it writes.</param>
/// <param name="terminalWidth">The terminal's characters in a line; null where this is no terminal.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LoadConsole(LoadRate rate, TextWriter output, int? terminalWidth, TimeProvider timeProvider)
{
    private const int Every = 5;

    // The share of the rate that must be reached; the end says so if it is less.
    private const double Kept = 0.95;

    private readonly long _started = timeProvider.GetTimestamp();
    private long _shown;

    /// <summary>Shows the newest sample, where it is time for one.</summary>
    public void Show(Func<long, IReadOnlyList<MeterSample>> samplesSince, int failed, string? lastFailure)
    {
        var samples = samplesSince(_shown);
        if (samples.Count == 0 || (terminalWidth is null && samples.Count < Every)) return;
        _shown = samples[^1].Number;
        var line = LineOf(samples, failed, lastFailure);
        // A line that wraps could not be overwritten.
        if (terminalWidth is { } width) output.Write($"\r\e[K{line[..Math.Clamp(width - 1, 0, line.Length)]}");
        else output.WriteLine(line);
        output.Flush();
    }

    /// <summary>Says what was written and handled, and what is missing.</summary>
    public async Task SummarizeAsync(FeedTotals totals, double perSecond, int failed, string? lastFailure)
    {
        if (terminalWidth is not null) await output.WriteLineAsync();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"load: {totals.Written} changes written, {perSecond:0}/s; {totals.Handled} handled, {totals.Absorbed} absorbed, {totals.Retried} tried again, {failed} requests failed{Because(lastFailure)}"));
        if (perSecond < Kept * rate.PerSecond)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"load: {rate} were asked for; the API took {perSecond:0}/s."));
        if (totals.Written - totals.Handled - totals.Absorbed is > 0 and var missing)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"load: {missing} changes had not reached the handler {LoadRun.Patience.TotalSeconds:0} seconds later."));
    }

    private string LineOf(IReadOnlyList<MeterSample> samples, int failed, string? lastFailure)
    {
        var last = samples[^1];
        return string.Create(CultureInfo.InvariantCulture,
            $"{timeProvider.GetElapsedTime(_started):mm\\:ss}  written {samples.Average(one => one.WrittenPerSecond):0} of {rate}  handled {samples.Average(one => one.HandledPerSecond):0}/s  lag p50 {Text(last.LagP50)} ms, p99 {Text(last.LagP99)} ms  queued {Text(last.Queued)}  dead letters {Text(last.DeadLetters)}  failed {failed}{Because(lastFailure)}");
    }

    private static string Text(double? value) => value?.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Because(string? failure) => failure is null ? "" : $" ({failure})";
}
