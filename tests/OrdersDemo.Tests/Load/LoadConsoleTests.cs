using Microsoft.Extensions.Time.Testing;
using OrdersDemo.Feed;
using OrdersDemo.Load;

namespace OrdersDemo.Tests.Load;

public sealed class LoadConsoleTests
{
    private readonly StringWriter _output = new();
    private readonly FakeTimeProvider _time = new();
    private readonly List<MeterSample> _samples = [];

    [Fact]
    public void Show_OnATerminal_WritesOneLineAgainAndAgain()
    {
        var console = new LoadConsole(new LoadRate(1000), _output, terminalWidth: 200, _time);

        for (var second = 1; second <= 3; second++)
        {
            Measure(console, written: 100 * second);
            // Between two samples nothing is new.
            console.Show(Since, failed: 0, lastFailure: null);
        }

        _output.ToString().Should().NotContain("\n");
        _output.ToString().Split("\r\e[K", StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "00:01  written 100 of 1000/s  handled 90/s  lag p50 40 ms, p99 80 ms  queued 7  dead letters -  failed 0",
            "00:02  written 200 of 1000/s  handled 90/s  lag p50 40 ms, p99 80 ms  queued 7  dead letters -  failed 0",
            "00:03  written 300 of 1000/s  handled 90/s  lag p50 40 ms, p99 80 ms  queued 7  dead letters -  failed 0");
    }

    [Fact]
    public void Show_OnANarrowTerminal_CutsTheLine()
    {
        Measure(new LoadConsole(new LoadRate(1000), _output, terminalWidth: 22, _time), written: 100);

        _output.ToString().Should().Be("\r\e[K00:01  written 100 of");
    }

    [Fact]
    public void Show_Elsewhere_WritesALineForEveryFiveSeconds()
    {
        var console = new LoadConsole(new LoadRate(1000), _output, terminalWidth: null, _time);

        for (var second = 1; second <= 12; second++) Measure(console, written: 100 * second);

        _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "00:05  written 300 of 1000/s  handled 90/s  lag p50 40 ms, p99 80 ms  queued 7  dead letters -  failed 0",
            "00:10  written 800 of 1000/s  handled 90/s  lag p50 40 ms, p99 80 ms  queued 7  dead letters -  failed 0");
    }

    [Fact]
    public async Task Summarize_LoadKept_IsOneLine() =>
        (await SummarizeAsync(new FeedTotals(Written: 300, Handled: 290, Retried: 4, Absorbed: 10), perSecond: 950)).Should().Equal(
            "load: 300 changes written, 950/s; 290 handled, 10 absorbed, 4 tried again, 2 requests failed (PATCH was answered 503)");

    [Fact]
    public async Task Summarize_LoadNotKept_SaysSo() =>
        (await SummarizeAsync(new FeedTotals(Written: 300, Handled: 250, Retried: 0, Absorbed: 10), perSecond: 949.4)).Should().Equal(
            "load: 300 changes written, 949/s; 250 handled, 10 absorbed, 0 tried again, 2 requests failed (PATCH was answered 503)",
            "load: 1000/s were asked for; the API took 949/s.",
            "load: 40 changes had not reached the handler 10 seconds later.");

    private async Task<string[]> SummarizeAsync(FeedTotals totals, double perSecond)
    {
        await new LoadConsole(new LoadRate(1000), _output, terminalWidth: null, _time).SummarizeAsync(totals, perSecond, failed: 2, lastFailure: "PATCH was answered 503");
        return _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private void Measure(LoadConsole console, double written)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _samples.Add(new MeterSample(_samples.Count + 1, written, 90, 40, 80, 7, null, default));
        console.Show(Since, failed: 0, lastFailure: null);
    }

    private List<MeterSample> Since(long number) => [.. _samples.Where(sample => sample.Number > number)];
}
