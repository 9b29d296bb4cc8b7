using System.Globalization;
using Cdc.Core;
using OrdersDemo.Feed;
using OrdersDemo.Load;

namespace OrdersDemo;

/// <summary>Uses the API as a customer would, and checks that the listener hears of every change.</summary>
internal sealed class SmokeRun(DemoChain chain, TimeProvider timeProvider)
{
    private const int Orders = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _checkEvery = TimeSpan.FromMilliseconds(20);

    /// <returns>The exit code: 0 where the listener handled every change, else 1.</returns>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = chain.ApiUrl };
        var life = new OrderLife(http);
        var orderIds = await Task.WhenAll(Enumerable.Range(0, Orders)
            .Select(number => life.LiveAsync($"Customer {number.ToString(CultureInfo.InvariantCulture)}", cancellationToken)));
        var changes = orderIds.SelectMany(orderId => OrderLife.Operations.Select(operation => (orderId, operation))).ToList();

        var started = timeProvider.GetTimestamp();
        while (changes.Any(IsUnderWay) && timeProvider.GetElapsedTime(started) < _patience)
            await Task.Delay(_checkEvery, timeProvider, cancellationToken);

        await output.WriteAsync(SmokeReport.Write(chain.Feed, changes));
        return changes.Any(IsUnderWay) ? 1 : 0;
    }

    private bool IsUnderWay((string OrderId, ChangeOperation Operation) change) =>
        chain.Feed.Find(change.OrderId, change.Operation) is not { } view || !view.Saw(Hop.Written) || !view.Saw(Hop.Handled);
}
