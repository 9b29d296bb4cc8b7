using Cdc.Core;

namespace Cdc.Publisher.Tests;

/// <summary>Messages that SNS would refuse are found before they are sent, and the policy says what becomes of them.</summary>
public sealed class UnsendableTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();

    public static TheoryData<string, string, int> Faults => new()
    {
        { "big", $"has {262_144 + 1} bytes with its attributes; the topic takes 262144", 1 },
        { "many", "has more than 10 message attributes", 9 },
        { "type", "has a message attribute whose name is one that messages have already", 1 },
        { "AWS.x", "has a message attribute whose name begins with AWS. or Amazon.", 1 },
        { "amazon.x", "has a message attribute whose name begins with AWS. or Amazon.", 1 },
        { "a b", "has a message attribute whose name has other characters than letters, digits, underscores, hyphens and periods", 1 },
        { "ä", "has a message attribute whose name has other characters than letters, digits, underscores, hyphens and periods", 1 },
        { ".a", "has a message attribute whose name begins or ends with a period, or has two in a row", 1 },
        { "a..b", "has a message attribute whose name begins or ends with a period, or has two in a row", 1 },
        { "", "has a message attribute whose name does not have 1 to 256 characters", 1 },
        { new string('n', 257), "has a message attribute whose name does not have 1 to 256 characters", 1 },
        { "environment", "has the same message attribute twice", 1 },
        { "binary", "has a message attribute that is no String, String.Array or Number", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Publish_Unsendable_IsCaughtUnderEachPolicy(string name, string problem, int count)
    {
        foreach (var policy in Enum.GetValues<CdcPoisonPolicy>())
        {
            var sns = new FakeSns();
            var result = await new CdcPublisher(Options(policy), sns, _logger).PublishAsync([StreamEvents.Plain("a", 1), Faulty(name, count), StreamEvents.Plain("c", 3)]);

            result.Should().Be(policy switch
            {
                CdcPoisonPolicy.Fail => Results.Of(1, 0, "2"),
                CdcPoisonPolicy.Park => Results.Of(2, 0, null) with { Parked = 1 },
                _ => Results.Of(2, 0, null) with { Skipped = 1 },
            });
            sns.Entries.Where(entry => !Messages.IsParked(entry)).Select(Messages.Number).Should().Equal(policy == CdcPoisonPolicy.Fail ? [1] : [1, 3]);
            sns.Entries.Should().OnlyContain(entry => entry.Attributes.Count == 3 && Messages.Size(entry) < 1_000);
            if (sns.Entries.SingleOrDefault(Messages.IsParked) is { } parked)
                Messages.Json(parked)["failurereason"]!.GetValue<string>().Should().Be($"The message {problem}.");
        }

        _logger.Events.Where(entry => entry.Id == 1004).Select(entry => entry.Text).Distinct().Should().Equal(
            $"The message of event event-2, sequence number 2, {problem}. It is not sent.");
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1009).And.ContainSingle(entry => entry.Id == 1010);
    }

    [Fact]
    public async Task Publish_EverythingAtItsLimit_IsSent()
    {
        var sns = new FakeSns();
        var record = StreamEvents.Plain("a", 1) with
        {
            ImageAttributes = new Dictionary<string, SnsMessageAttributeValue>(Enumerable.Range(0, 7).Select(number => KeyValuePair.Create(new string((char)('a' + number), 256), SnsMessageAttributeValue.Text("x")))),
        };

        (await new CdcPublisher(Options(CdcPoisonPolicy.Fail), sns).PublishAsync([record])).Should().Be(Results.Of(1, 0, null));

        sns.Entries.Single().Attributes.Should().HaveCount(10);
    }

    [Fact]
    public async Task Publish_ExactlyAsLargeAsACallTakes_IsSent()
    {
        var sns = new FakeSns();

        (await new CdcPublisher(Options(CdcPoisonPolicy.Fail), sns).PublishAsync([Sized(262_144)])).Should().Be(Results.Of(1, 0, null));

        Messages.Size(sns.Entries.Single()).Should().Be(262_144);
    }

    [Fact]
    public async Task Publish_UnsendableSkippedBetweenChangesOfItsKey_KeepsTheirOrder()
    {
        var sns = new FakeSns();

        var result = await new CdcPublisher(Options(CdcPoisonPolicy.Skip), sns).PublishAsync(
            [StreamEvents.Plain("bad", 1), Faulty("a b", 1), StreamEvents.Plain("bad", 3), Faulty("a b", 1, 4), Faulty("a b", 1, 5), StreamEvents.Plain("bad", 6)]);

        result.Should().Be(Results.Of(3, 0, null) with { Skipped = 3 });
        sns.Calls.Select(call => Messages.Number(call.Single())).Should().Equal(1, 3, 6);
    }

    [Fact]
    public async Task Publish_FirstOfAKeyFailsBehindASkippedOne_HoldsTheKey()
    {
        var sns = new FakeSns(entries => [.. entries.Where(entry => Messages.Number(entry) == 1).Select(entry => FakeSns.Failure(entry.Id))]);

        var result = await new CdcPublisher(Options(CdcPoisonPolicy.Skip), sns).PublishAsync([StreamEvents.Plain("bad", 1), Faulty("a b", 1), StreamEvents.Plain("bad", 3)]);

        result.Should().Be(Results.Of(0, 0, "1") with { Skipped = 1 });
        sns.Entries.Select(Messages.Number).Should().Equal(1);
    }

    [Fact]
    public async Task Publish_EmptyValue_GoesWithoutIt()
    {
        var sns = new FakeSns();
        var record = StreamEvents.Plain("a", 1) with { ImageAttributes = new Dictionary<string, SnsMessageAttributeValue> { ["empty"] = SnsMessageAttributeValue.Text(""), ["full"] = SnsMessageAttributeValue.Text("x") } };

        (await new CdcPublisher(Options(CdcPoisonPolicy.Fail), sns, _logger).PublishAsync([record])).Should().Be(Results.Of(1, 0, null));

        sns.Entries.Single().Attributes.Keys.Should().BeEquivalentTo("type", "operation", "environment", "full");
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1011).Which.Text.Should().StartWith("The message of event event-1, sequence number 1, goes without its attribute empty:");
    }

    private static CdcPublisherOptions Options(CdcPoisonPolicy policy)
    {
        var options = StreamEvents.Options;
        options.PoisonPolicy = policy;
        options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        options.StaticAttributes["environment"] = "test";
        return options;
    }

    private static StreamRecord Faulty(string name, int count, int number = 2)
    {
        if (name == "big") return Sized(262_144 + 1, number);
        var value = name == "binary" ? new SnsMessageAttributeValue("Binary", "AQ==") : SnsMessageAttributeValue.Text("x");
        return StreamEvents.Plain("bad", number) with { ImageAttributes = Enumerable.Range(0, count).ToDictionary(index => count == 1 ? name : name + index, _ => value) };
    }

    private static StreamRecord Sized(int size, int number = 2)
    {
        var record = StreamEvents.Plain("bad", number, ChangeOperation.Modify);
        var sns = new FakeSns();
        new CdcPublisher(Options(CdcPoisonPolicy.Fail), sns).PublishAsync([record with { ImageAttributes = Fill(1) }]).GetAwaiter().GetResult();
        return record with { ImageAttributes = Fill(1 + size - Messages.Size(sns.Entries.Single())) };

        static Dictionary<string, SnsMessageAttributeValue> Fill(int length) => new() { ["fill"] = SnsMessageAttributeValue.Text(new string('x', length)) };
    }
}
