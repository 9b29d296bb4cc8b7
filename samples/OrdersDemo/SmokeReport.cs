using System.Globalization;
using System.Text;
using Cdc.Core;

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

    public static string Write(HopRecorder hops, IReadOnlyList<(string OrderId, ChangeOperation Operation)> changes)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"hop",-30}{"changes",9}{"p50 ms",10}{"p99 ms",10}");
        foreach (var (name, from, to) in _hops)
        {
            var times = Times(hops, changes, from, to);
            text.AppendLine(CultureInfo.InvariantCulture, $"{name,-30}{times.Count,9}{Percentile(times, 50),10}{Percentile(times, 99),10}");
        }

        foreach (var (orderId, operation) in changes.Where(change => !hops.Has(change.OrderId, change.Operation, Hop.Handled)))
        {
            var seen = hops.LastSeen(orderId, operation)?.ToString().ToLowerInvariant() ?? "nowhere";
            if (seen == "published") seen += " (does another listener read the same queue?)";
            text.AppendLine(CultureInfo.InvariantCulture, $"missing: {operation.ToString().ToLowerInvariant()} of order {orderId}, last seen: {seen}");
        }

        var delivered = changes.Count(change => hops.Has(change.OrderId, change.Operation, Hop.Handled));
        var whole = Times(hops, changes, Hop.Requested, Hop.Handled);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"smoke: {delivered}/{changes.Count} changes delivered, {changes.Count - delivered} lost, p50 {Percentile(whole, 50)} ms, p99 {Percentile(whole, 99)} ms");
        return text.ToString();
    }

    private static List<double> Times(HopRecorder hops, IReadOnlyList<(string OrderId, ChangeOperation Operation)> changes, Hop from, Hop to) =>
        [.. changes.Select(change => hops.Between(change.OrderId, change.Operation, from, to)?.TotalMilliseconds).OfType<double>().Order()];

    /// <summary>The nearest rank: with few values the 99th percentile is the largest.</summary>
    private static string Percentile(List<double> sorted, int percent) =>
        sorted.Count == 0 ? "-" : sorted[(int)Math.Ceiling(sorted.Count * percent / 100.0) - 1].ToString("0.0", CultureInfo.InvariantCulture);
}
