using Cdc.Core;

namespace Cdc.Publisher.Tests;

/// <summary>Several changes in one message.</summary>
public sealed class PackingTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    public PackingTests() => _options.MaxChangesPerMessage = 100;

    [Fact]
    public async Task Publish_ChangesWithTheSameAttributes_TravelAsOneArray()
    {
        var sns = new FakeSns();

        (await Publish(sns, Range(1, 250))).Should().Be(Results.Of(250, 0, null));

        sns.Calls.Should().ContainSingle().Which.Select(entry => Numbers(entry).Count).Should().Equal(100, 100, 50);
        sns.Entries.SelectMany(Numbers).Should().Equal(Enumerable.Range(1, 250));
        sns.Entries.Select(entry => entry.Attributes["changes"]).Should().OnlyContain(changes => changes.DataType == "Number");
        sns.Entries.Select(entry => entry.Attributes["changes"].Value).Should().Equal("100", "100", "50");
        sns.Entries.Should().OnlyContain(entry => entry.Attributes.Count == 3);
    }

    [Fact]
    public async Task Publish_ArrayOfEvents_IsReadByTheConsumersReader()
    {
        var sns = new FakeSns();

        await Publish(sns, Range(1, 3));

        var read = new CdcEnvelopeReader<string>(CdcKeyFormat.ForString("id")).ReadBody(sns.Entries.Single().Message);
        read.Select(envelope => envelope.Key).Should().Equal("k1", "k2", "k3");
    }

    [Fact]
    public async Task Publish_SeveralChanges_AreTheGoldenMessage()
    {
        var sns = new FakeSns();

        await new CdcPublisher(_options, sns).PublishAsync(StreamEvents.Of(StreamEvents.Record("o-1", 1), StreamEvents.Record("o-2", 2), StreamEvents.Record("o-1", 3)));

        sns.Entries.Single().Message.Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Events", "packed.message.golden")).TrimEnd());
    }

    // What a reader assumes anyway is not repeated in each of a thousand events; alone, an event is whole, as AWS.Messaging wants it.
    [Fact]
    public async Task Publish_ContentType_IsInEventsOfTheirOwnAlone()
    {
        var sns = new FakeSns();

        await Publish(sns, [StreamEvents.Record("a", 1), StreamEvents.Record("b", 2), StreamEvents.Record("c", 3, "INSERT")]);

        sns.Entries.Should().HaveCount(2);
        sns.Entries.Single(entry => Numbers(entry).Count == 2).Message.Should().NotContain("datacontenttype");
        sns.Entries.Single(entry => Numbers(entry).Count == 1).Message.Should().Contain(",\"datacontenttype\":\"application/json\",");
    }

    [Fact]
    public async Task Publish_OneChange_IsNoArrayAndHasNoCount()
    {
        var sns = new FakeSns();

        await Publish(sns, Range(1, 1));

        sns.Entries.Single().Message.Should().StartWith("{");
        sns.Entries.Single().Attributes.Keys.Should().BeEquivalentTo("type", "operation");
    }

    [Fact]
    public async Task Publish_AttributesThatDiffer_GoInDifferentMessages()
    {
        _options.ImageAttributes.Add("region");
        var sns = new FakeSns();
        string[] records =
        [
            .. Enumerable.Range(1, 6).Select(number => StreamEvents.WithImage(StreamEvents.Record($"k{number}", number), $$$"""{"region":{"S":"{{{(number % 2 == 0 ? "eu" : "us")}}}"}}""")),
            StreamEvents.Record("k7", 7, "INSERT"),
        ];

        await Publish(sns, records);

        sns.Calls.Should().ContainSingle();
        sns.Entries.Select(Text).Should().Equal("1 3 5", "2 4 6", "7");
        sns.Entries.Select(entry => entry.Attributes.TryGetValue("region", out var region) ? region.Value : null).Should().Equal("us", "eu", null);
    }

    [Fact]
    public async Task Publish_ChangesOfAKey_ShareAMessageInOrder()
    {
        var sns = new FakeSns();

        await Publish(sns, [StreamEvents.Record("a", 1), StreamEvents.Record("b", 2), StreamEvents.Record("a", 3), StreamEvents.Record("a", 4)]);

        sns.Entries.Select(Text).Should().Equal("1 3 4 2");
    }

    [Fact]
    public async Task Publish_KeysLaterChangeWithOtherAttributes_WaitsForTheEarlierMessage()
    {
        var sns = new FakeSns();

        await Publish(sns, [StreamEvents.Record("a", 1, "INSERT"), StreamEvents.Record("a", 2), StreamEvents.Record("b", 3)]);

        sns.Calls.Select(call => string.Join(" | ", call.Select(Text))).Should().Equal("1 | 3", "2");
    }

    [Fact]
    public async Task Publish_FifoTopic_PacksEachKeyByItself()
    {
        _options.TopicArn = StreamEvents.TopicArn + ".fifo";
        var (sns, again) = (new FakeSns(), new FakeSns());
        string[] records = [StreamEvents.Record("a", 1), StreamEvents.Record("b", 2), StreamEvents.Record("a", 3)];

        await Publish(sns, records);
        await Publish(again, records);

        sns.Entries.Select(Text).Should().Equal("1 3", "2");
        sns.Entries.Select(entry => entry.GroupId).Should().OnlyHaveUniqueItems();
        sns.Entries.First().DeduplicationId.Should().MatchRegex("^[0-9a-f]{64}$").And.Be(again.Entries.First().DeduplicationId);
        sns.Entries.Last().DeduplicationId.Should().Be("event-2-2");
    }

    [Fact]
    public async Task Publish_MoreBytesThanAPackedMessageHas_StartsAnother()
    {
        _options.MaxPackedBytes = 1_024;
        var sns = new FakeSns();

        (await Publish(sns, Range(1, 30))).Should().Be(Results.Of(30, 0, null));

        sns.Entries.Should().AllSatisfy(entry => Messages.Size(entry).Should().BeLessThanOrEqualTo(1_024));
        sns.Entries.Select(entry => Numbers(entry).Count).Max().Should().Be(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_OneChangeAtFault_IsFoundAndSkippedAlone(bool refusesCalls)
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = new FakeSns(entries =>
        {
            var faulty = entries.Where(entry => Numbers(entry).Contains(77)).ToList();
            if (refusesCalls && faulty.Count > 0) throw FakeSns.Refusal("InvalidParameter", "Invalid parameter: Message");
            return [.. faulty.Select(entry => FakeSns.Rejection(entry.Id))];
        });

        (await Publish(sns, Range(1, 250))).Should().Be(Results.Of(249, 0, null) with { Skipped = 1 });

        _logger.Events.Should().ContainSingle(entry => entry.Id == 1010).Which.Text.Should().StartWith("Event event-77,");
        sns.Calls.Count.Should().BeLessThan(20, "halves find it in the logarithm of the changes");
    }

    [Fact]
    public async Task Publish_MessageFails_CountsForAllItsRecords()
    {
        var sns = new FakeSns(entries => [.. entries.Where(entry => Numbers(entry).Contains(150)).Select(entry => FakeSns.Failure(entry.Id))]);

        (await Publish(sns, Range(1, 250))).Should().Be(Results.Of(150, 0, "101"));
    }

    [Fact]
    public async Task Publish_EveryChangeRefusedAlike_SkipsNothing()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var sns = new FakeSns(entries => [.. entries.Select(entry => FakeSns.Rejection(entry.Id))]);

        (await Publish(sns, Range(1, 20))).Should().Be(Results.Of(0, 0, "1"));

        _logger.Events.Should().ContainSingle(entry => entry.Id == 1014);
    }

    [Fact]
    public async Task Publish_TableWithItsOwnSettings_PacksThatTableAlone()
    {
        _options.MaxChangesPerMessage = 1;
        _options.Tables["Others"] = new CdcTableOptions { MaxChangesPerMessage = 10 };
        var sns = new FakeSns();
        var others = Range(11, 4).Select(record => record.Replace("table/Orders", "table/Others", StringComparison.Ordinal));

        await Publish(sns, [.. Range(1, 3), .. others]);

        sns.Entries.Select(Text).Should().Equal("1", "2", "3", "11 12 13 14");
    }

    [Fact]
    public async Task Publish_ThroughSnsClient_SendsTheSameMessage()
    {
        var (objects, bodies) = (new FakeSns(), new FormSns());
        using var client = bodies.CreateClient();

        await Publish(objects, Range(1, 25));
        await new CdcPublisher(_options, client).PublishAsync(StreamEvents.Of(Range(1, 25)));

        bodies.Entries.Select(entry => entry.Message).Should().Equal(objects.Entries.Select(entry => entry.Message));
        bodies.Entries.Single().Attributes.Should().BeEquivalentTo(objects.Entries.Single().Attributes);
    }

    [Fact]
    public async Task Publish_TopicThatTakesAMegabyte_TakesLargerMessages()
    {
        _options.MaxChangesPerMessage = 1;
        _options.MaxMessageBytes = 1_048_576;
        _options.ImageAttributes.Add("text");
        var sns = new FakeSns();
        var large = Enumerable.Range(1, 5).Select(number => StreamEvents.WithImage(StreamEvents.Record($"k{number}", number), $$$"""{"text":{"S":"{{{new string('x', 300_000)}}}"}}"""));

        (await Publish(sns, [.. large])).Should().Be(Results.Of(5, 0, null));

        sns.Calls.Select(call => call.Count).Should().Equal(3, 2);
    }

    [Theory]
    [InlineData(0, 65_536, 262_144, "MaxChangesPerMessage is 0, outside 1 to 1000.")]
    [InlineData(1_001, 65_536, 262_144, "MaxChangesPerMessage is 1001, outside 1 to 1000.")]
    [InlineData(2, 1_023, 262_144, "MaxPackedBytes is 1023, outside 1024 to MaxMessageBytes (262144).")]
    [InlineData(2, 262_145, 262_144, "MaxPackedBytes is 262145, outside 1024 to MaxMessageBytes (262144).")]
    [InlineData(2, 65_536, 1_048_577, "MaxMessageBytes is 1048577, outside 1024 to 1048576.")]
    [InlineData(2, 1_024, 1_023, "MaxMessageBytes is 1023, outside 1024 to 1048576.")]
    public void Validate_SizesOutsideTheirRanges_SaysSo(int changes, int packedBytes, int bytes, string fault)
    {
        (_options.MaxChangesPerMessage, _options.MaxPackedBytes, _options.MaxMessageBytes) = (changes, packedBytes, bytes);
        _options.Tables["Others"] = new CdcTableOptions { MaxChangesPerMessage = changes, MaxPackedBytes = packedBytes, MaxMessageBytes = bytes };

        _options.Invoking(it => it.Validate()).Should().ThrowExactly<Microsoft.Extensions.Options.OptionsValidationException>().Which.Failures.Should().Equal(fault, "Tables['Others']." + fault);
    }

    [Fact]
    public void Validate_EightAttributesAndACount_SaysSo()
    {
        foreach (var number in Enumerable.Range(0, 8)) _options.StaticAttributes[$"a{number}"] = "x";

        _options.Invoking(it => it.Validate()).Should().ThrowExactly<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*are 8 together, more than 7*");
    }

    private static string[] Range(int start, int count) => [.. Enumerable.Range(start, count).Select(number => StreamEvents.Record($"k{number}", number))];

    private static List<int> Numbers(SnsEntry entry) => [.. Messages.Each(entry).Select(Messages.Number)];

    private static string Text(SnsEntry entry) => string.Join(' ', Numbers(entry));

    private Task<CdcPublishResult> Publish(ISnsPublisher sns, string[] records) => new CdcPublisher(_options, sns, _logger).PublishAsync(StreamEvents.Of(records));
}
