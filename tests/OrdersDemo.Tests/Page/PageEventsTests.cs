using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Cdc.Core;
using Microsoft.Extensions.Time.Testing;
using OrdersDemo.Faults;
using OrdersDemo.Feed;
using OrdersDemo.Page;
using OrdersDemo.Parts;

namespace OrdersDemo.Tests.Page;

public sealed class PageEventsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly DemoFeed _feed;
    private readonly DemoMeter _meter;
    private readonly FaultSwitches _faults;
    private readonly PageEvents _events;

    public PageEventsTests()
    {
        _feed = new DemoFeed(_time);
        // It measures nothing while its clock stands still.
        _meter = new DemoMeter(_feed, queues: null, new FakeTimeProvider());
        _faults = new FaultSwitches(aws: null, new HandlerFaults(_time), new ListenerPart(() => throw new InvalidOperationException("No listener here.")));
        _events = new PageEvents(new DemoPlace("here", "here", SeesFunction: true, SeesQueues: true), _feed, _meter, _faults, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _meter.DisposeAsync();
        _faults.Dispose();
    }

    [Fact]
    public async Task Read_PageThatDidNotReadForLong_IsGivenTheNewestOnceAndNothingThatWasKeptForIt()
    {
        await using var page = _events.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        await NextAsync(page, "place");
        await NextAsync(page, "faults");

        for (var number = 1; number <= 2_000; number++)
        {
            _feed.Wrote($"o-{number}", ChangeOperation.Insert, _time.GetTimestamp());
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        var changes = await NextAsync(page, "changes");
        changes.Select(change => change!["orderId"]!.GetValue<string>()).Should().Equal(Enumerable.Range(1_977, 24).Select(number => $"o-{number}"));

        // What was missed does not follow: the next event is of what is new.
        _feed.Wrote("o-new", ChangeOperation.Insert, _time.GetTimestamp());
        var next = NextAsync(page, "changes");
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        (await next).Should().ContainSingle().Which!["orderId"]!.GetValue<string>().Should().Be("o-new");
    }

    private static async Task<JsonArray> NextAsync(IAsyncEnumerator<SseItem<string>> page, string type)
    {
        while (await page.MoveNextAsync())
        {
            if (page.Current.EventType == type) return JsonNode.Parse(page.Current.Data) as JsonArray ?? [];
        }

        throw new EndOfStreamException($"There was no event '{type}'.");
    }
}
