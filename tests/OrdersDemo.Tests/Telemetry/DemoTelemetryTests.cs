using System.Diagnostics;
using OpenTelemetry.Metrics;

namespace OrdersDemo.Tests.Telemetry;

public sealed class DemoTelemetryTests(DemoTelemetryRun run) : IClassFixture<DemoTelemetryRun>
{
    private const string Topic = "orders-changes";
    private const string Queue = "orders-listener";

    [Fact]
    public void Trace_FromPostToHandler_IsOne()
    {
        var envelope = ActivityContext.Parse(run.TraceParent, null);
        var trace = run.Spans.Where(span => span.TraceId == envelope.TraceId).ToList();

        var post = trace.Should().ContainSingle(span => span.Kind == ActivityKind.Server).Subject;
        post.DisplayName.Should().Be("POST /orders");
        // Across the stream: the item carries the request's span, whose child the message's is.
        var create = trace.Should().ContainSingle(span => span.OperationName == $"create {Topic}").Subject;
        create.ParentSpanId.Should().Be(post.SpanId);
        create.SpanId.Should().Be(envelope.SpanId);
        // Across the queue: the handling is the message's child, and linked to it; the call to SNS, of many messages, is linked to the request.
        var process = trace.Should().ContainSingle(span => span.OperationName == $"process {Queue}").Subject;
        process.ParentSpanId.Should().Be(create.SpanId);
        Linked("process", envelope).Should().BeSameAs(process);
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
        var metrics = run.Metrics.Where(metric => metric.Name == name).ToList();

        metrics.Should().NotBeEmpty();
        metrics.Should().OnlyContain(metric => metric.Unit == unit);
        metrics.SelectMany(metric => metric.MetricPoints).Select(TagsOf).Should().Contain(tags);
    }

    [Fact]
    public void OperationDuration_OfBothParts_IsToldApartByTheSystem()
    {
        var points = run.Metrics.Where(metric => metric.Name == "messaging.client.operation.duration").ToList();

        points.Should().NotBeEmpty().And.OnlyContain(metric => metric.Unit == "s");
        var systems = points.SelectMany(metric => metric.MetricPoints).Select(point => Tag(point, "messaging.system"));
        systems.Distinct().Should().BeEquivalentTo("aws.sns", "aws_sqs");
    }

    private Activity Linked(string operation, ActivityContext to) => run.Spans
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
}
