using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OrdersDemo.Faults;
using OrdersDemo.Feed;

namespace OrdersDemo.Page;

/// <summary>
/// The events of one page: five times a second, what has changed since the last time. A page that reads slowly misses steps in between, but
/// never the last one. Nothing is kept for it.
/// </summary>
internal sealed class PageEvents(DemoPlace place, DemoFeed feed, DemoMeter meter, FaultSwitches faults, TimeProvider timeProvider)
{
    private const int Newest = 24;

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var timer = new PeriodicTimer(_every, timeProvider);
        yield return Item("place", place);
        var (version, sample, switches) = (0L, 0L, (string?)null);
        do
        {
            (var changes, version) = feed.ChangedSince(version, Newest);
            if (changes.Count > 0) yield return Item("changes", changes);
            if (meter.Since(sample) is { Count: > 0 } samples)
            {
                sample = samples[^1].Number;
                yield return Item("samples", samples);
            }

            if (PageJson.Write(faults.Views) is var now && now != switches) yield return new SseItem<string>(switches = now, "faults");
        }
        while (await NextAsync(timer, either.Token));
    }

    private static SseItem<string> Item<T>(string type, T value) => new(PageJson.Write(value), type);

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
