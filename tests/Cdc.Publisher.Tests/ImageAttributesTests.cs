
namespace Cdc.Publisher.Tests;

/// <summary>Attributes of the item that go out as message attributes, and the rest of it that does not.</summary>
public sealed class ImageAttributesTests
{
    private const string Secret = "someone@example.com";

    private readonly RecordingLogger<CdcPublisher> _logger = new();
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    public ImageAttributesTests() => _options.ImageAttributes.Add("color");

    [Theory]
    [InlineData("""{"S":"red"}""", "String", "red")]
    [InlineData("""{"S":"a\"b\\c\u00e9\ud83d\ude00"}""", "String", "a\"b\\cé😀")]
    [InlineData("""{"S":"日本 & more"}""", "String", "日本 & more")]
    [InlineData("""{"S":"a\tb\nc"}""", "String", "a\tb\nc")]
    [InlineData("""{"\u0053":"red"}""", "String", "red")]
    [InlineData("""{"N":"-12.50"}""", "Number", "-12.50")]
    [InlineData("""{"BOOL":true}""", "String", "true")]
    [InlineData("""{"BOOL":false}""", "String", "false")]
    [InlineData("""{"SS":["red"]}""", "String.Array", """["red"]""")]
    [InlineData("""{"SS":["red","a\"\u0062\u0000é\n"]}""", "String.Array", """["red","a\"b\u0000é\n"]""")]
    public async Task Publish_ValueOfATypeThatGoesOut_IsAnAttribute(string value, string dataType, string text) =>
        (await Attributes($"{{\"color\":{value}}}")).Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue> { ["color"] = new(dataType, text) });

    [Theory]
    [InlineData("""{"S":""}""")]
    [InlineData("""{"N":""}""")]
    [InlineData("""{"SS":[]}""")]
    [InlineData("""{"NULL":true}""")]
    [InlineData("""{"M":{"color":{"S":"red"}}}""")]
    [InlineData("""{"L":[{"S":"red"}]}""")]
    [InlineData("""{"B":"cmVk"}""")]
    [InlineData("""{"NS":["1","2"]}""")]
    [InlineData("""{"BS":["cmVk"]}""")]
    [InlineData("""{"BOOL":"true"}""")]
    [InlineData("""{"S":true}""")]
    [InlineData("""{"X":"red"}""")]
    public async Task Publish_ValueOfAnotherTypeOrEmpty_IsLeftOut(string value) =>
        (await Attributes($"{{\"color\":{value}}}")).Should().BeEmpty();

    [Theory]
    [InlineData("""{"S":"re\u0000d"}""")]
    [InlineData("""{"S":"re\u001fd"}""")]
    [InlineData("""{"S":"re\uffffd"}""")]
    [InlineData("""{"S":"re\ufffed"}""")]
    public async Task Publish_ValueWithCharactersThatSnsDoesNotTake_IsLeftOutAndTold(string value)
    {
        (await Attributes($"{{\"color\":{value}}}")).Should().BeEmpty();

        _logger.Events.Should().ContainSingle(entry => entry.Id == 1011).Which.Text.Should().Contain("attribute color:").And.NotContain("re");
    }

    [Theory]
    [InlineData("INSERT", "new")]
    [InlineData("MODIFY", "new")]
    [InlineData("REMOVE", "old")]
    public async Task Publish_BothImages_TakesTheOneThatSaysWhatIs(string eventName, string value)
    {
        foreach (var name in new[] { "NewImage", "OldImage" })
        {
            var other = name == "NewImage" ? "OldImage" : "NewImage";
            var record = StreamEvents.WithImage(StreamEvents.Record("a", 1, eventName), Image(name), name);
            record = StreamEvents.WithImage(record, Image(other), other);

            (await Attributes([record])).Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue> { ["color"] = SnsMessageAttributeValue.Text(value) });
        }

        static string Image(string name) => name == "NewImage" ? """{"color":{"S":"new"}}""" : """{"color":{"S":"old"}}""";
    }

    [Fact]
    public async Task Publish_OperationAfterTheImages_TakesTheRightOne()
    {
        var record = StreamEvents.WithImage(StreamEvents.WithImage(StreamEvents.Record("a", 1, "REMOVE"), """{"color":{"S":"new"}}"""), """{"color":{"S":"old"}}""", "OldImage");
        record = record.Replace("\"eventName\":\"REMOVE\",", "", StringComparison.Ordinal).Trim();
        record = string.Concat(record.AsSpan(0, record.Length - 1), ",\"eventName\":\"REMOVE\"}");

        (await Attributes([record]))["color"].Value.Should().Be("old");
    }

    [Theory]
    [InlineData("""{"c\u006flor":{"S":"red"}}""")]
    [InlineData("""{"x":{"M":{"color":{"S":"blue"}}},"color":{"S":"red"},"y":{"L":[{"M":{"color":{"S":"blue"}}}]}}""")]
    public async Task Publish_NameInTheImage_IsFoundAtItsTopAlone(string image) =>
        (await Attributes(image)).Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue> { ["color"] = SnsMessageAttributeValue.Text("red") });

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Color":{"S":"red"},"colour":{"S":"red"}}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Publish_NameNotInTheImage_IsLeftOut(string image) => (await Attributes(image)).Should().BeEmpty();

    [Fact]
    public async Task Publish_EightAttributes_AreTenWithTypeAndOperation()
    {
        foreach (var name in Enumerable.Range(0, 7)) _options.ImageAttributes.Add($"a{name}");
        var sns = new FakeSns();
        var image = $"{{\"color\":{{\"S\":\"red\"}},{string.Join(',', Enumerable.Range(0, 7).Select(name => $"\"a{name}\":{{\"N\":\"{name}\"}}"))}}}";

        (await Publish(sns, [StreamEvents.WithImage(StreamEvents.Record("a", 1), image)])).Published.Should().Be(1);

        sns.Entries.Single().Attributes.Keys.Should().BeEquivalentTo("type", "operation", "color", "a0", "a1", "a2", "a3", "a4", "a5", "a6");
    }

    [Fact]
    public async Task Publish_Rule_SeesTheAttributes()
    {
        var seen = new List<StreamRecord>();
        var records = new[] { StreamEvents.WithImage(StreamEvents.Record("a", 1), """{"color":{"S":"red"},"size":{"N":"1"}}"""), StreamEvents.Record("b", 2) };

        await new CdcPublisher(_options, new FakeSns()).PublishAsync(StreamEvents.Of(records), new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = record => { seen.Add(record); return true; } } });

        seen[0].ImageAttributes.Should().BeEquivalentTo(new Dictionary<string, SnsMessageAttributeValue> { ["color"] = SnsMessageAttributeValue.Text("red") });
        seen[1].ImageAttributes.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_RestOfTheImage_LeavesTheTableNowhere()
    {
        var image = $$$$"""{"color":{"S":"red"},"email":{"S":"{{{{Secret}}}}"},"{{{{Secret}}}}":{"S":"x"},"m":{"M":{"color":{"S":"{{{{Secret}}}}"}}},"l":{"SS":["{{{{Secret}}}}"]}}""";
        var sns = new FakeSns();
        var records = Enumerable.Range(1, 30).Select(number => StreamEvents.WithImage(StreamEvents.WithImage(StreamEvents.Record($"k{number}", number), image), image.Replace("red", Secret, StringComparison.Ordinal), "OldImage"));

        (await Publish(sns, [.. records])).Published.Should().Be(30);

        sns.Entries.Should().OnlyContain(entry => entry.Attributes["color"].Value == "red");
        sns.Entries.SelectMany(entry => entry.Attributes.SelectMany(attribute => new[] { attribute.Key, attribute.Value.Value }).Append(entry.Message))
            .Should().NotContain(text => text.Contains(Secret, StringComparison.Ordinal));
    }

    private Task<Dictionary<string, SnsMessageAttributeValue>> Attributes(string image) => Attributes([StreamEvents.WithImage(StreamEvents.Record("a", 1), image)]);

    private async Task<Dictionary<string, SnsMessageAttributeValue>> Attributes(string[] records)
    {
        var sns = new FakeSns();
        (await Publish(sns, records)).Should().Be(Results.Of(1, 0, null));
        return sns.Entries.Single().Attributes.Where(attribute => attribute.Key is not ("type" or "operation")).ToDictionary();
    }

    private Task<CdcPublishResult> Publish(FakeSns sns, string[] records) => new CdcPublisher(_options, sns, _logger).PublishAsync(StreamEvents.Of(records));
}
