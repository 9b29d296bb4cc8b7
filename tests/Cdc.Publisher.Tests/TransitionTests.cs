using Cdc.Core;

namespace Cdc.Publisher.Tests;

/// <summary>Rules about what an item was and is, and about what an event is called.</summary>
public sealed class TransitionTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;
    private readonly FakeSns _sns = new();

    private static CdcPublishRules Settled => new() { ShouldPublish = record => record.NewImage["status"] == "settled" && record.OldImage["status"] != "settled" };

    [Fact]
    public async Task Publish_OnlyWhenTheStatusBecameSettled_LeavesTheOthersOut()
    {
        _options.RuleAttributes.Add("status");

        var result = await Publish(
            Settled,
            Change(1, "INSERT", null, "open"), Change(2, "INSERT", null, "settled"), Change(3, "MODIFY", "open", "settled"),
            Change(4, "MODIFY", "settled", "settled"), Change(5, "REMOVE", "settled", null));

        result.Should().Be(Results.Of(2, 3, null));
        _sns.Entries.Select(Messages.Number).Should().Equal(2, 3);
        _sns.Entries.Should().OnlyContain(entry => !entry.Message.Contains("settled", StringComparison.Ordinal) && entry.Attributes.Count == 2, "what rules read does not leave the table");
    }

    [Theory]
    [InlineData(CdcMissingImage.Fail, 0, 0, "1")]
    [InlineData(CdcMissingImage.Publish, 2, 0, null)]
    [InlineData(CdcMissingImage.LeaveOut, 0, 2, null)]
    public async Task Publish_RuleReadsAnImageThatTheStreamDoesNotHave_IsAsTheSettingsSay(CdcMissingImage policy, int published, int filtered, string? firstUnpublished)
    {
        _options.RuleAttributes.Add("status");
        _options.MissingImage = policy;

        var result = await Publish(Settled, KeysOnly(1), KeysOnly(2));

        result.Should().Be(Results.Of(published, filtered, firstUnpublished));
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1015).Which.Text.Should().Be(
            "Records of table Orders lack an image that ShouldPublish needs: the stream's view type is KEYS_ONLY. Give the table a stream with NEW_AND_OLD_IMAGES, or do without the setting.");
        _logger.Events.Count(entry => entry.Id == 1003).Should().Be(policy == CdcMissingImage.Fail ? 1 : 0);
    }

    [Theory]
    [InlineData("ImageAttributes")]
    [InlineData("TraceParentAttribute")]
    public async Task Publish_SettingNeedsAnImageThatTheStreamDoesNotHave_SaysSoOnceATable(string need)
    {
        if (need == "ImageAttributes") _options.ImageAttributes.Add("status");
        else _options.TraceParentAttribute = "trace";
        var other = KeysOnly(3).Replace("table/Orders", "table/Others", StringComparison.Ordinal);

        (await Publish(null, KeysOnly(1), KeysOnly(2), other)).Should().Be(Results.Of(3, 0, null));

        _logger.Events.Where(entry => entry.Id == 1015).Select(entry => entry.Text[..27]).Should().Equal("Records of table Orders lac", "Records of table Others lac");
        _logger.Events.Where(entry => entry.Id == 1015).Should().AllSatisfy(entry => entry.Text.Should().Contain(need));
    }

    [Fact]
    public async Task Publish_RuleReadsWhatTheSettingsDoNotName_ReportsTheRecord()
    {
        _options.RuleAttributes.Add("status");

        var result = await Publish(new CdcPublishRules { ShouldPublish = record => record.NewImage["statsu"] == "settled" }, Change(1, "MODIFY", "open", "settled"));

        result.Should().Be(Results.Of(0, 0, "1"));
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1003).Which.Exception!.Message.Should().StartWith("'statsu' is named neither");
    }

    [Fact]
    public async Task Publish_RenamedAttributes_GoOutUnderTheirNames()
    {
        _options.RenamedAttributes["region"] = "#region";
        _options.RenamedAttributes["paymentState"] = "pay:state";
        _options.RenamedAttributes["state"] = "pay:state";
        _options.ImageAttributes.Add("account");
        _options.TextAttributes.Add("account");
        var record = StreamEvents.WithImage(StreamEvents.Record("a", 1), """{"#region":{"S":"eu"},"pay:state":{"N":"2"},"account":{"N":"123456789012"}}""");

        await Publish(null, record);

        _sns.Entries.Single().Attributes.Where(attribute => attribute.Key is not ("type" or "operation")).Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue>
        {
            ["region"] = new("String", "eu"),
            ["paymentState"] = new("Number", "2"),
            ["state"] = new("Number", "2"),
            ["account"] = new("String", "123456789012"),
        });
    }

    [Fact]
    public async Task Publish_TypeByRecord_IsInTheEventAndItsAttribute()
    {
        _options.RuleAttributes.Add("kind");
        var rules = new CdcPublishRules { TypeFor = record => record.NewImage["kind"] is { } kind ? $"{kind}.{record.Operation.ToWord()}" : null };

        await Publish(rules, Kind(1, "customer"), Kind(2, "order"), StreamEvents.WithImage(StreamEvents.Record("c", 3), "{}"));

        _sns.Entries.Select(entry => Messages.Envelope(entry).Type).Should().Equal("customer.modify", "order.modify", "orders.modify");
        _sns.Entries.Select(entry => entry.Attributes["type"].Value).Should().Equal("customer.modify", "order.modify", "orders.modify");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public async Task Publish_TypeThatIsNone_ReportsTheRecord(string type)
    {
        (await Publish(new CdcPublishRules { TypeFor = _ => type }, StreamEvents.Record("a", 1))).Should().Be(Results.Of(0, 0, "1"));

        _logger.Events.Should().ContainSingle(entry => entry.Id == 1003).Which.Text.Should().StartWith("TypeFor failed");
    }

    [Fact]
    public async Task Publish_RecordsOfPlainValues_HaveTheImagesThatAreSet()
    {
        var record = StreamEvents.Plain("a", 1) with { NewImage = new(new Dictionary<string, string> { ["status"] = "settled" }), OldImage = new(new Dictionary<string, string>()) };

        (await new CdcPublisher(_options, _sns, _logger).PublishAsync([record, StreamEvents.Plain("b", 2)], new CdcPublishContext { Rules = Settled })).Should().Be(Results.Of(1, 0, "2"));
    }

    private static string Change(int number, string eventName, string? old, string? now)
    {
        var record = StreamEvents.Record($"k{number}", number, eventName);
        if (old is not null) record = StreamEvents.WithImage(record, Image(old), "OldImage");
        return now is null ? record : StreamEvents.WithImage(record, Image(now));

        static string Image(string status) => $$$"""{"status":{"S":"{{{status}}}"},"email":{"S":"someone@example.com"}}""";
    }

    private static string Kind(int number, string kind) => StreamEvents.WithImage(StreamEvents.Record($"k{number}", number), $$$"""{"kind":{"S":"{{{kind}}}"}}""");

    private static string KeysOnly(int number) =>
        StreamEvents.Record($"k{number}", number).Replace("\"Keys\"", "\"StreamViewType\":\"KEYS_ONLY\",\"Keys\"", StringComparison.Ordinal);

    private Task<CdcPublishResult> Publish(CdcPublishRules? rules, params string[] records) =>
        new CdcPublisher(_options, _sns, _logger).PublishAsync(StreamEvents.Of(records), new CdcPublishContext { Rules = rules });
}
