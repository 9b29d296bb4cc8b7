using System.Globalization;
using System.Text;
using Cdc.Core;
using OrdersDemo.Feed;

namespace OrdersDemo;

/// <summary>What the smoke test found, as text.</summary>
internal static class SmokeReport
{
    private static readonly (string Name, Hop From, Hop To)[] _hops =
    [
        ("API → DynamoDB → 2xx", Hop.Requested, Hop.Written),
        ("DynamoDB → stream → function", Hop.Written, Hop.Publishing),
        ("function → SNS", Hop.Publishing, Hop.Published),
        ("SNS → SQS → listener", Hop.Published, Hop.Received),
        ("listener reads the order", Hop.Received, Hop.Handled),
        ("the whole way", Hop.Requested, Hop.Handled),
    ];

    public static string Write(DemoFeed feed, IReadOnlyList<(string OrderId, ChangeOperation Operation)> changes)
    {
        var seen = changes.Select(change => (Change: change, View: feed.Find(change.OrderId, change.Operation))).ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"hop",-30}{"changes",9}{"p50 ms",10}{"p99 ms",10}");
        foreach (var (name, from, to) in _hops)
        {
            var times = Times(from, to);
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-30}{times.Count,9}{Percentile(times, 50),10}{Percentile(times, 99),10}");
        }

        foreach (var ((orderId, operation), view) in seen.Where(one => !IsHandled(one.View)))
            text.AppendLine(CultureInfo.InvariantCulture, $"missing: {operation.ToString().ToLowerInvariant()} of order {orderId}, last seen: {LastSeen(view)}");

        var delivered = seen.Count(one => IsHandled(one.View));
        var whole = Times(Hop.Requested, Hop.Handled);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"smoke: {delivered}/{changes.Count} changes delivered, {changes.Count - delivered} lost, p50 {Percentile(whole, 50)} ms, p99 {Percentile(whole, 99)} ms");
        return text.ToString();

        List<double> Times(Hop from, Hop to) => [.. seen.Select(one => one.View?.Between(from, to)).OfType<double>().Order()];
    }

    public static bool IsHandled(ChangeView? change) => change?.Saw(Hop.Handled) ?? false;

    private static string LastSeen(ChangeView? change) => Enum.GetValues<Hop>().Where(hop => change?.Saw(hop) ?? false).Cast<Hop?>().LastOrDefault() switch
    {
        null => "nowhere",
        Hop.Published => "published (does another listener read the same queue?)",
        { } hop => hop.ToString().ToLowerInvariant(),
    };

    private static string Percentile(List<double> sorted, int percent) =>
        DemoMeter.Percentile(sorted, percent)?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
}
