using System.Diagnostics;

namespace Cdc.Publisher.Tests;

/// <summary>The spans of publishing, and the trace that goes on in an envelope.</summary>
[Collection(ProcessTelemetryGroup.Name)]
public sealed class TraceTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly ActivityContext _ofRecord = ActivityContext.Parse(TraceParent, null);

    private readonly CdcPublisherOptions _options = StreamEvents.Options;
    private readonly List<Activity> _ended = [];

    public TraceTests() => _options.TraceParentAttribute = "trace";

    [Fact]
    public async Task Publish_ListenedTo_HasASendSpanForEachCall()
    {
        using var listener = Listen();
        using var invocation = new Activity("invocation").SetIdFormat(ActivityIdFormat.W3C).Start();

        await Publish(new FakeSns(), StreamEvents.Of(Enumerable.Range(1, 12).Select(number => StreamEvents.Record($"k{number}", number))));

        _ended.Should().HaveCount(2).And.OnlyContain(span =>
            span.DisplayName == "send orders" && span.Kind == ActivityKind.Producer && span.ParentSpanId == invocation.SpanId && span.TraceId == invocation.TraceId && span.Status == ActivityStatusCode.Unset && !span.Links.Any());
        _ended[1].TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "aws.sns",
            ["messaging.operation.name"] = "publish_batch",
            ["messaging.operation.type"] = "send",
            ["messaging.destination.name"] = "orders",
            ["aws.sns.topic.arn"] = StreamEvents.TopicArn,
            ["messaging.batch.message_count"] = 2,
        });
        Activity.Current.Should().BeSameAs(invocation);
    }

    [Fact]
    public async Task Publish_ListenedToWithoutAnInvocationsSpan_StartsATrace()
    {
        using var listener = Listen();

        await Publish(new FakeSns(), StreamEvents.Of(StreamEvents.Record("a", 1)));

        _ended.Should().ContainSingle().Which.ParentId.Should().BeNull();
    }

    [Fact]
    public async Task Publish_EntryOrCallFails_SaysSoInTheSpan()
    {
        using var listener = Listen();
        var one = StreamEvents.Of(StreamEvents.Record("a", 1));

        await Publish(new FakeSns(_ => [FakeSns.Rejection("0", "ParameterValueInvalid")]), one);
        await Publish(new FakeSns(_ => throw new HttpRequestException("no route")), one);
        await Publish(new FakeSns(_ => throw new Amazon.Runtime.AmazonServiceException("no", Amazon.Runtime.ErrorType.Sender, "NotFound", "id", System.Net.HttpStatusCode.NotFound)), one);

        _ended.Select(span => span.GetTagItem("error.type")).Should().Equal("ParameterValueInvalid", "System.Net.Http.HttpRequestException", "NotFound");
        _ended.Should().OnlyContain(span => span.Status == ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Publish_RecordNamesItsTraceAndIsListenedTo_GoesOnWithItAndLinksIt()
    {
        using var listener = Listen();
        using var invocation = new Activity("invocation").SetIdFormat(ActivityIdFormat.W3C).Start();
        invocation.TraceStateString = "vendor=1";
        var sns = new FakeSns();

        await Publish(sns, StreamEvents.Of(Traced(1, TraceParent), StreamEvents.Record("b", 2)));

        var (create, send) = (_ended[0], _ended[1]);
        create.DisplayName.Should().Be("create orders");
        create.Kind.Should().Be(ActivityKind.Producer);
        create.ParentId.Should().Be(TraceParent);
        create.TagObjects.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["messaging.system"] = "aws.sns",
            ["messaging.operation.name"] = "create",
            ["messaging.operation.type"] = "create",
            ["messaging.destination.name"] = "orders",
        });
        send.ParentSpanId.Should().Be(invocation.SpanId);
        var link = send.Links.Should().ContainSingle().Which;
        (link.Context.TraceId, link.Context.SpanId).Should().Be((_ofRecord.TraceId, _ofRecord.SpanId));
        link.Tags.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, object?>("messaging.message.id", "event-1"));
        var envelopes = sns.Entries.Select(Messages.Envelope).ToList();
        (envelopes[0].TraceParent, envelopes[0].TraceState).Should().Be((create.Id, null));
        (envelopes[1].TraceParent, envelopes[1].TraceState).Should().Be((invocation.Id, "vendor=1"));
    }

    [Fact]
    public async Task Publish_RecordNamesItsTraceAndNobodyListens_PassesItOn()
    {
        var sns = new FakeSns();

        await Publish(sns, StreamEvents.Of(Traced(1, TraceParent), StreamEvents.Record("b", 2)));

        sns.Entries.Select(entry => Messages.Envelope(entry).TraceParent).Should().Equal(TraceParent, null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("trace")]
    [InlineData("00--00")]
    [InlineData("00-abc-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c8031-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("00x0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319cxb7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331x01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0é")]
    public async Task Publish_RecordNamesNoTrace_IgnoresIt(string traceParent)
    {
        var sns = new FakeSns();
        await Publish(sns, StreamEvents.Of(Traced(1, traceParent)));
        using var listener = Listen();
        await Publish(sns, StreamEvents.Of(Traced(1, traceParent)));

        sns.Entries.Should().HaveCount(2).And.OnlyContain(entry => Messages.Envelope(entry).TraceParent == null);
        _ended.Should().ContainSingle().Which.Links.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_TraceOfARemoval_IsNotThatOfTheOldImage()
    {
        var sns = new FakeSns();
        var record = StreamEvents.WithImage(StreamEvents.Record("a", 1, "REMOVE"), $$$"""{"trace":{"S":"{{{TraceParent}}}"}}""", "OldImage");

        await Publish(sns, StreamEvents.Of(record));

        Messages.Envelope(sns.Entries.Single()).TraceParent.Should().BeNull();
        sns.Entries.Single().Attributes.Should().NotContainKey("trace");
    }

    [Fact]
    public async Task Publish_TraceAttributeIsAnImageAttributeToo_IsBoth()
    {
        _options.ImageAttributes.Add("trace");
        var sns = new FakeSns();

        await Publish(sns, StreamEvents.Of(Traced(1, TraceParent)));

        Messages.Envelope(sns.Entries.Single()).TraceParent.Should().Be(TraceParent);
        sns.Entries.Single().Attributes["trace"].Value.Should().Be(TraceParent);
    }

    [Fact]
    public async Task Publish_PlainRecordNamesItsTrace_GoesOnWithIt()
    {
        var sns = new FakeSns();

        await new CdcPublisher(StreamEvents.Options, sns).PublishAsync([StreamEvents.Plain("a", 1) with { TraceParent = TraceParent }]);

        Messages.Envelope(sns.Entries.Single()).TraceParent.Should().Be(TraceParent);
    }

    private static string Traced(int number, string traceParent) =>
        StreamEvents.WithImage(StreamEvents.Record($"k{number}", number), $$$"""{"trace":{"S":"{{{traceParent}}}"}}""");

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cdc.Publisher",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Task<CdcPublishResult> Publish(FakeSns sns, byte[] streamEvent) => new CdcPublisher(_options, sns).PublishAsync(streamEvent);
}
