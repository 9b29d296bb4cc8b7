using Cdc.Core;
using Microsoft.Extensions.Time.Testing;
using OrdersDemo.Feed;

namespace OrdersDemo.Tests;

public sealed class SmokeReportTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DemoFeed _feed;

    public SmokeReportTests() => _feed = new DemoFeed(_time);

    [Fact]
    public void Write_EveryChangeHandled_TellsTheTimes()
    {
        Pass("o-1", ChangeOperation.Insert, Hop.Handled, TimeSpan.FromMilliseconds(2));
        Pass("o-2", ChangeOperation.Insert, Hop.Handled, TimeSpan.FromMilliseconds(4));

        var lines = Write(("o-1", ChangeOperation.Insert), ("o-2", ChangeOperation.Insert));

        lines.Should().HaveCount(8);
        lines[3].Should().MatchRegex(@"^function → SNS +2 +2\.0 +4\.0$");
        lines[^1].Should().Be("smoke: 2/2 changes delivered, 0 lost, p50 10.0 ms, p99 20.0 ms");
    }

    [Fact]
    public void Write_ChangesMissing_TellsWhereTheyWereLastSeenAndCountsThemLost()
    {
        Pass("o-1", ChangeOperation.Insert, Hop.Handled, TimeSpan.FromMilliseconds(2));
        Pass("o-1", ChangeOperation.Modify, Hop.Published, TimeSpan.FromMilliseconds(2));

        var lines = Write(("o-1", ChangeOperation.Insert), ("o-1", ChangeOperation.Modify), ("o-1", ChangeOperation.Remove));

        lines[^3..].Should().Equal(
            "missing: modify of order o-1, last seen: published (does another listener read the same queue?)",
            "missing: remove of order o-1, last seen: nowhere",
            "smoke: 1/3 changes delivered, 2 lost, p50 10.0 ms, p99 10.0 ms");
        lines[1].Should().MatchRegex(@"^API → DynamoDB → 2xx +2 +2\.0 +2\.0$");
    }

    [Fact]
    public void Write_NothingSeen_TellsNoTimes() =>
        Write(("o-1", ChangeOperation.Insert))[^1].Should().Be("smoke: 0/1 changes delivered, 1 lost, p50 - ms, p99 - ms");

    private void Pass(string orderId, ChangeOperation operation, Hop last, TimeSpan each)
    {
        var requestedAt = _time.GetTimestamp();
        _time.Advance(each);
        _feed.Wrote(orderId, operation, requestedAt);
        for (var hop = Hop.Streamed; hop <= last; hop++)
        {
            if (hop != Hop.Publishing) _time.Advance(each);
            _feed.Note(new ChangeKey(orderId, operation, $"{orderId}-{operation}"), hop);
        }
    }

    private string[] Write(params (string OrderId, ChangeOperation Operation)[] changes) =>
        SmokeReport.Write(_feed, changes).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
