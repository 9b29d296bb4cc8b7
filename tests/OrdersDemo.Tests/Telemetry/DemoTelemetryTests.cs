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

public sealed class DemoTelemetryTests : IAsyncLifetime
{
    private const string Topic = "orders-changes";
    private const string Queue = "orders-listener";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    // One for each part: exporters of different providers do not wait for each other.
    private readonly List<List<Activity>> _spans = [];
    private readonly List<List<MetricSnapshot>> _metrics = [];
    private string _traceParent = "";

    /// <summary>Places one order, and lets the parts end when it has arrived.</summary>
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
        _traceParent = JsonNode.Parse(change!.Envelope!)!["traceparent"]!.GetValue<string>();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Trace_FromPostToHandler_IsOne()
    {
        var envelope = ActivityContext.Parse(_traceParent, null);
        var trace = _spans.SelectMany(spans => spans).Where(span => span.TraceId == envelope.TraceId).ToList();

        var post = trace.Should().ContainSingle(span => span.Kind == ActivityKind.Server).Subject;
        post.DisplayName.Should().Be("POST /orders");
        // Across the stream: the item carries the request's span, whose child the message's is.
        var create = trace.Should().ContainSingle(span => span.OperationName == $"create {Topic}").Subject;
        create.ParentSpanId.Should().Be(post.SpanId);
        create.SpanId.Should().Be(envelope.SpanId);
        // Across the queue: the handling is linked to the message's span, the call to SNS to the request's.
        Linked("process", envelope).OperationName.Should().Be($"process {Queue}");
        Linked("send", post.Context).OperationName.Should().Be($"send {Topic}");
    }

    [Theory]
    [InlineData("http.server.request.duration", "s", "http.request.method http.response.status_code http.route network.protocol.version url.scheme")]
    [InlineData("cdc.publisher.records.read", "{record}", "")]
    [InlineData("cdc.publisher.records.published", "{record}", "")]
    [InlineData("cdc.publisher.lag", "s", "messaging.destination.name")]
    [InlineData("messaging.client.sent.messages", "{message}", "messaging.destination.name messaging.operation.name messaging.system")]
    [InlineData("messaging.client.consumed.messages", "{message}", "messaging.destination.name messaging.system")]
    [InlineData("messaging.process.duration", "s", "messaging.destination.name messaging.operation.name messaging.system")]
    [InlineData("cdc.consumer.lag", "s", "messaging.destination.name messaging.system")]
    [InlineData("cdc.consumer.messages.in_flight", "{message}", "messaging.destination.name messaging.system")]
    public void Metric_OfTheRun_HasUnitAndTags(string name, string unit, string tags)
    {
        var metrics = _metrics.SelectMany(metrics => metrics).Where(metric => metric.Name == name).ToList();

        metrics.Should().NotBeEmpty();
        metrics.Should().OnlyContain(metric => metric.Unit == unit);
        metrics.SelectMany(metric => metric.MetricPoints).Select(TagsOf).Should().Contain(tags);
    }

    [Fact]
    public void OperationDuration_OfBothParts_IsToldApartByTheSystem()
    {
        var points = _metrics.SelectMany(metrics => metrics).Where(metric => metric.Name == "messaging.client.operation.duration").ToList();

        points.Should().NotBeEmpty().And.OnlyContain(metric => metric.Unit == "s");
        var systems = points.SelectMany(metric => metric.MetricPoints).Select(point => Tag(point, "messaging.system"));
        systems.Distinct().Should().BeEquivalentTo("aws.sns", "aws_sqs");
    }

    private Activity Linked(string operation, ActivityContext to) => _spans.SelectMany(spans => spans)
        .Should().ContainSingle(span => span.OperationName.StartsWith(operation) && span.Links.Any(link => link.Context.TraceId == to.TraceId && link.Context.SpanId == to.SpanId)).Subject;

    private static string TagsOf(MetricPoint point)
    {
        var names = new List<string>();
        foreach (var tag in point.Tags) names.Add(tag.Key);
        return string.Join(' ', names.Order(StringComparer.Ordinal));
    }

    private static string? Tag(MetricPoint point, string name)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == name) return tag.Value?.ToString();
        }

        return null;
    }

    private static List<T> Added<T>(List<List<T>> lists)
    {
        lists.Add([]);
        return lists[^1];
    }
}
