using Cdc.Publisher;

namespace Cdc.Lambda.Tests;

/// <summary>The rules that a derived handler overrides, wherever between it and the base.</summary>
public sealed class HandlerRulesTests
{
    private readonly FakeSns _sns = new();

    [Fact]
    public async Task Handle_NoOverrides_PublishesAll()
    {
        await Handle(new Plain(_sns));

        Sent().Should().Equal((StreamEvents.TopicArn, "event-1"), (StreamEvents.TopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_BothOverridden_AsksThem()
    {
        await Handle(new Both(_sns));

        Sent().Should().Equal((StreamEvents.OtherTopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_OverriddenInBetween_AsksThat()
    {
        await Handle(new BelowBoth(_sns));

        Sent().Should().Equal((StreamEvents.OtherTopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_OverriddenTwice_AsksTheLast()
    {
        await Handle(new OverBoth(_sns));

        Sent().Should().Equal((StreamEvents.OtherTopicArn, "event-1"), (StreamEvents.TopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_OverrideCallsTheBase_HasItsAnswer()
    {
        await Handle(new CallsBase(_sns));

        Sent().Should().Equal((StreamEvents.TopicArn, "event-1"), (StreamEvents.TopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_MethodsOfTheNameThatOverrideNothing_AreNotAsked()
    {
        await Handle(new Hides(_sns));

        Sent().Should().Equal((StreamEvents.TopicArn, "event-1"), (StreamEvents.TopicArn, "event-2"));
    }

    [Fact]
    public async Task Handle_TypeForOverridden_IsTheEventsTypeAndItsAttribute()
    {
        await Handle(new Typed(_sns) { TypeOf = record => record.EventId == "event-1" ? "customer.modify" : null });

        Types().Should().Equal(("customer.modify", "customer.modify"), ("orders.modify", "orders.modify"));
    }

    [Fact]
    public async Task Handle_TypeForOverriddenAbove_IsAsked()
    {
        await Handle(new BelowTyped(_sns));

        Types().Should().Equal(("line.modify", "line.modify"), ("line.modify", "line.modify"));
    }

    [Fact]
    public async Task Handle_TypeForCallsTheBase_HasTheSettingsType()
    {
        await Handle(new TypedByBase(_sns));

        Types().Should().Equal(("orders.modify", "orders.modify"), ("orders.modify", "orders.modify"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("customer modify")]
    [InlineData(null)]
    public async Task Handle_TypeForThrowsOrNamesNoType_ReportsTheRecord(string? type)
    {
        await Handle(new Typed(_sns) { TypeOf = record => record.EventId == "event-1" ? "customer.modify" : type ?? throw new FormatException() }, failed: "2");

        Types().Should().Equal(("customer.modify", "customer.modify"));
    }

    private static async Task Handle(CdcStreamHandler handler, string? failed = null)
    {
        await using var answer = await handler.HandleAsync(new MemoryStream(StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2))));
        (await new StreamReader(answer).ReadToEndAsync()).Should().Be(failed is null ? """{"batchItemFailures":[]}""" : $$"""{"batchItemFailures":[{"itemIdentifier":"{{failed}}"}]}""");
    }

    private IEnumerable<(string Envelope, string Attribute)> Types() => _sns.Entries.Select(entry => (Messages.Envelope(entry).Type, entry.Attributes["type"].Value));

    private IEnumerable<(string TopicArn, string Id)> Sent() =>
        _sns.Calls.Zip(_sns.TopicArns).SelectMany(call => call.First.Select(entry => (call.Second, Messages.Envelope(entry).Id)));

    private class Plain(ISnsPublisher sns) : CdcStreamHandler(StreamEvents.Options, sns);

    private class Both(ISnsPublisher sns) : Plain(sns)
    {
        protected override bool ShouldPublish(StreamRecord record) => record.EventId == "event-2";

        protected override string? TopicArnFor(StreamRecord record) => StreamEvents.OtherTopicArn;
    }

    private sealed class BelowBoth(ISnsPublisher sns) : Both(sns);

    private sealed class OverBoth(ISnsPublisher sns) : Both(sns)
    {
        protected override bool ShouldPublish(StreamRecord record) => true;

        protected override string? TopicArnFor(StreamRecord record) => record.EventId == "event-1" ? base.TopicArnFor(record) : null;
    }

    private sealed class CallsBase(ISnsPublisher sns) : Plain(sns)
    {
        protected override bool ShouldPublish(StreamRecord record) => base.ShouldPublish(record);

        protected override string? TopicArnFor(StreamRecord record) => base.TopicArnFor(record);
    }

    private class Typed(ISnsPublisher sns) : Plain(sns)
    {
        public Func<StreamRecord, string?> TypeOf { get; init; } = _ => "line.modify";

        protected override string? TypeFor(StreamRecord record) => TypeOf(record);
    }

    private sealed class BelowTyped(ISnsPublisher sns) : Typed(sns);

    private sealed class TypedByBase(ISnsPublisher sns) : Plain(sns)
    {
        protected override string? TypeFor(StreamRecord record) => base.TypeFor(record);
    }

    private sealed class Hides(ISnsPublisher sns) : Plain(sns)
    {
        internal bool ShouldPublish(string record) => record.Equals(this);

        internal new bool ShouldPublish(StreamRecord record) => record.Equals(this);
    }
}
