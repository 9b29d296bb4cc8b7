namespace Cdc.Publisher.Tests;

/// <summary>Invocations that share pooled memory never see each other's texts.</summary>
public sealed class PooledMemoryTests
{
    private static readonly CdcPublisherOptions _options = new()
    {
        TopicArn = StreamEvents.TopicArn,
        ImageAttributes = { "color" },
        TraceParentAttribute = "trace",
    };

    [Fact]
    public async Task Publish_ManyInvocationsAtOnce_EachBodyHasItsOwnEventsTexts()
    {
        var sns = new FormSns();
        using var client = sns.CreateClient();
        var publisher = new CdcPublisher(_options, client);
        var random = new Random(5);
        // From a few records to more than pooled memory is kept for.
        var counts = Enumerable.Range(0, 60).Select(index => index % 20 == 0 ? 1_500 : random.Next(1, 60)).ToList();

        var results = await Task.WhenAll(counts.Select((count, invocation) => Task.Run(() => publisher.PublishAsync(Event(invocation, count)))));

        results.Select(result => (result.Published, result.FirstUnpublishedText)).Should().Equal(counts.Select(count => (count, (string?)null)));
        sns.Entries.Should().HaveCount(counts.Sum());
        sns.Entries.Select(entry => entry.Message).Distinct().Should().HaveCount(counts.Sum());
        foreach (var entry in sns.Entries)
        {
            var number = Messages.Number(entry);
            var (invocation, index) = (number / 10_000, number % 10_000);
            Messages.Key(entry).Should().Be($"{StreamEvents.TableArn} {{\"id\":\"{Text(invocation, index)}\"}}");
            Messages.Envelope(entry).TraceParent.Should().Be(TraceParent(number));
            entry.Attributes["color"].Value.Should().Be(Text(invocation, index));
            entry.Attributes.Should().HaveCount(3);
        }
    }

    [Fact]
    public async Task Publish_BodiesOfOneAfterTheOther_AreThoseThatObjectsGive()
    {
        var sns = new FormSns();
        using var client = sns.CreateClient();
        var publisher = new CdcPublisher(_options, client);
        var objects = new FakeSns();
        var other = new CdcPublisher(_options, objects);

        foreach (var count in new[] { 1, 500, 3, 2_000, 2 })
        {
            await publisher.PublishAsync(Event(count, count));
            await other.PublishAsync(Event(count, count));
        }

        sns.Entries.Select(entry => entry.Message).Should().BeEquivalentTo(objects.Entries.Select(entry => entry.Message));
    }

    private static byte[] Event(int invocation, int count) => StreamEvents.Of(Enumerable.Range(0, count).Select(index => StreamEvents.WithImage(
        StreamEvents.Record(Text(invocation, index), (invocation * 10_000) + index),
        $$$"""{"trace":{"S":"{{{TraceParent((invocation * 10_000) + index)}}}"},"secret":{"S":"x"},"color":{"S":"{{{Text(invocation, index)}}}"}}""")));

    // Of different lengths, so that a text of another invocation does not fit by chance.
    private static string Text(int invocation, int index) => $"i{invocation}-{new string((char)('a' + (invocation % 26)), invocation + (index % 7))}-{index}";

    private static string TraceParent(int number) => $"00-{number + 1:x32}-{number + 1:x16}-01";
}
