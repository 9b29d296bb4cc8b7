using System.Diagnostics;

namespace Cdc.Publisher.Tests.Publishing;

public sealed class PublishedEntryTests
{
    private const string FifoTopic = StreamEvents.TopicArn + ".fifo";

    [Fact]
    public void Publish_StandardTopic_HasTwoAttributesAndNoGroup()
    {
        var entry = Compose(StreamEvents.Record("o-1", 7, "REMOVE"), StreamEvents.Options);

        entry.Attributes.Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue>
        {
            ["type"] = new("String", "orders.remove"),
            ["operation"] = new("String", "remove"),
        });
        entry.GroupId.Should().BeNull();
        entry.DeduplicationId.Should().BeNull();
    }

    [Fact]
    public void Publish_EventTypePrefix_ReplacesTheTablesName()
    {
        var options = new CdcPublisherOptions { TopicArn = StreamEvents.TopicArn, EventTypePrefix = "Shop.Order" };

        var entry = Compose(StreamEvents.Record("o-1", 7, "INSERT"), options);

        entry.Attributes["type"].Value.Should().Be("Shop.Order.insert");
        entry.Message.Should().Contain("\"type\":\"Shop.Order.insert\"");
    }

    [Fact]
    public void Publish_FifoTopic_GroupsByTableAndKeyAndDeduplicatesById()
    {
        var fifo = new CdcPublisherOptions { TopicArn = FifoTopic };
        var first = Compose(StreamEvents.Record("""{"a":{"S":"1"},"b":{"N":"2"}}""", "7"), fifo);
        var later = Compose(StreamEvents.Record("""{"b":{"N":"2"},"a":{"S":"1"}}""", "8", "REMOVE"), fifo);

        first.GroupId.Should().MatchRegex("^[0-9a-f]{64}$");
        later.GroupId.Should().Be(first.GroupId);
        first.DeduplicationId.Should().Be("event-7-7");
        later.DeduplicationId.Should().Be("event-8-8");
    }

    [Fact]
    public void Publish_FifoTopicAndOtherKeysAndTables_GroupsThemApart()
    {
        var fifo = new CdcPublisherOptions { TopicArn = FifoTopic };
        string[] records =
        [
            StreamEvents.Record("""{"a":{"S":"1"}}""", "1"),
            StreamEvents.Record("""{"a":{"N":"1"}}""", "2"),
            StreamEvents.Record("""{"b":{"S":"1"}}""", "3"),
            StreamEvents.Record("""{"a":{"S":"1"},"b":{"S":"1"}}""", "4"),
            StreamEvents.Record("""{"a":{"S":"1"}}""", "5").Replace("table/Orders", "table/Orders2", StringComparison.Ordinal),
            StreamEvents.Record("""{"a":{"S":"1"}}""", "6").Replace("eu-central-1", "eu-west-1", StringComparison.Ordinal),
        ];

        records.Select(record => Compose(record, fifo).GroupId).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Publish_NonAsciiText_CountsUtf8Bytes()
    {
        var batch = Batches.Prepare(StreamEvents.Of(StreamEvents.Record("äöü日本", 7)), new() { TopicArn = StreamEvents.TopicArn, EventTypePrefix = "bestellung.ä" });

        batch[0].Size.Should().Be(
            batch[0].Message.Length
            + "type".Length + "String".Length + "bestellung.ä.modify".Length + 1
            + "operation".Length + "String".Length + "modify".Length);
    }

    [Fact]
    public void Publish_InATrace_CarriesIt()
    {
        using var activity = new Activity("publish").SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=1";

        var message = Compose(StreamEvents.Record("o-1", 7), StreamEvents.Options, activity).Message;

        message.Should().Contain($"\"traceparent\":\"{activity.Id}\",\"tracestate\":\"vendor=1\",\"data\"");
    }

    [Fact]
    public void Publish_InAHierarchicalTrace_CarriesNothing()
    {
        using var activity = new Activity("publish").SetIdFormat(ActivityIdFormat.Hierarchical);

        Compose(StreamEvents.Record("o-1", 7), StreamEvents.Options, activity).Message.Should().NotContain("trace");
    }

    private static SnsEntry Compose(string record, CdcPublisherOptions options, Activity? activity = null)
    {
        var sns = new FakeSns();
        activity?.Start();
        new CdcPublisher(options, sns).PublishAsync(StreamEvents.Of(record)).GetAwaiter().GetResult();
        activity?.Stop();
        return sns.Entries.Single();
    }
}
