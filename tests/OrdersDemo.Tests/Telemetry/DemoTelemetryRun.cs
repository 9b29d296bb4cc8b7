using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cdc.Core;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OrdersDemo.Api;
using OrdersDemo.Feed;
using OrdersDemo.Telemetry;

namespace OrdersDemo.Tests.Telemetry;

/// <summary>What the demo exports while one order is placed and handled.</summary>
public sealed class DemoTelemetryRun : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    // One for each part: exporters of different providers do not wait for each other.
    private readonly List<List<Activity>> _spans = [];
    private readonly List<List<MetricSnapshot>> _metrics = [];

    public IEnumerable<Activity> Spans => _spans.SelectMany(spans => spans);

    public IEnumerable<MetricSnapshot> Metrics => _metrics.SelectMany(metrics => metrics);

    /// <summary>The <c>traceparent</c> of the order's envelope.</summary>
    public string TraceParent { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using var telemetry = DemoTelemetry.Start(
            traces => traces.AddInMemoryExporter(Added(_spans)),
            metrics => metrics.AddInMemoryExporter(Added(_metrics)));
        await using var chain = await DemoChain.StartAsync(new DemoOptions { Port = 0 }, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = chain.ApiUrl };
        using var placed = await http.PostAsJsonAsync("/orders", new PlaceOrder("Ada", [new OrderLine("tea", 1, 4.50m)]));
        var orderId = placed.Headers.Location!.ToString().Split('/')[^1];

        using var enough = new CancellationTokenSource(_patience, TimeProvider.System);
        ChangeView? change;
        while ((change = chain.Feed.Find(orderId, ChangeOperation.Insert))?.State != ChangeState.Handled)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, enough.Token);
        telemetry.FlushMetrics();
        TraceParent = JsonNode.Parse(change!.Envelope!)!["traceparent"]!.GetValue<string>();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static List<T> Added<T>(List<List<T>> lists)
    {
        lists.Add([]);
        return lists[^1];
    }
}
