using System.Text.Json;
using Cdc.Core;
using Cdc.Publisher.Tests.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests;

/// <summary>Records that somebody has read already are published as those of the event's JSON are.</summary>
public sealed class ReadRecordsTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Fixtures => [.. StreamEvents.Names];

    /// <summary>Those in Lambda's own spelling.</summary>
    public static TheoryData<string> LambdasFixtures => [.. StreamEvents.Names.Except(["lambda-test-tool", "pipes-array"])];

    [Theory]
    [MemberData(nameof(LambdasFixtures))]
    public async Task Publish_RecordsOfPlainValues_BecomeTheGoldenMessages(string name)
    {
        var sns = new FakeSns();

        var result = await Publisher(sns).PublishAsync(Records(name));

        var golden = StreamEvents.ReadGolden(name);
        sns.Entries.Select(entry => entry.Message).Should().Equal(golden);
        result.Should().Be(Results.Of(golden.Length, 0, null));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Publish_RecordsThatTheRuleWasGiven_BecomeTheSameEntries(string name)
    {
        var (first, second) = (new FakeSns(), new FakeSns());
        var seen = new List<StreamRecord>();

        await Publisher(first).PublishAsync(StreamEvents.Read(name), new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = record => { seen.Add(record); return true; } } });
        await Publisher(second).PublishAsync(seen);

        second.Entries.Should().BeEquivalentTo(first.Entries, all => all.WithStrictOrdering());
    }

    [Fact]
    public async Task Publish_Failure_IsReportedAndRememberedAsWithJson()
    {
        var refused = true;
        var sns = new FakeSns(entries => refused ? [FakeSns.Failure("0")] : []);
        var publisher = Publisher(sns);

        (await publisher.PublishAsync([StreamEvents.Plain("a", 98), StreamEvents.Plain("b", 101), StreamEvents.Plain("a", 102)])).Should().Be(Results.Of(1, 0, "98"));
        refused = false;
        // Lambda sends it again, and this time it comes as JSON.
        (await publisher.PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 98), StreamEvents.Record("b", 101), StreamEvents.Record("a", 102))))
            .Should().Be(Results.Of(2, 0, null) with { AlreadyPublished = 1 });
    }

    [Fact]
    public async Task Publish_Rule_SeesTheRecordItself()
    {
        var record = StreamEvents.Plain("a", 1);
        StreamRecord? seen = null;

        await Publisher(new FakeSns()).PublishAsync([record], new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = each => { seen = each; return true; } } });

        seen.Should().BeSameAs(record);
    }

    [Fact]
    public async Task Publish_NoTime_HasThatOfTheClock()
    {
        var sns = new FakeSns();

        await Publisher(sns).PublishAsync([StreamEvents.Plain("a", 1) with { Time = null }]);

        Messages.Envelope(sns.Entries.Single()).Time.Should().Be(_now);
    }

    [Fact]
    public async Task Publish_Null_ThrowsAndPublishesNothing()
    {
        var sns = new FakeSns();

        await Publisher(sns).Awaiting(it => it.PublishAsync((IReadOnlyList<StreamRecord>)null!)).Should().ThrowExactlyAsync<ArgumentNullException>().WithParameterName("records");
        await Publisher(sns).Awaiting(it => it.PublishAsync([StreamEvents.Plain("a", 1), null!])).Should().ThrowExactlyAsync<ArgumentNullException>().WithParameterName("records");

        sns.Calls.Should().BeEmpty();
    }

    private static CdcPublisher Publisher(FakeSns sns) => new(StreamEvents.Options, sns, timeProvider: new FakeTimeProvider(_now));

    /// <summary>A fixture's records as somebody makes them who has the event as objects.</summary>
    private static List<StreamRecord> Records(string name)
    {
        using var streamEvent = JsonDocument.Parse(StreamEvents.Read(name), new JsonDocumentOptions { MaxDepth = 512 });
        using var read = Batches.Read(StreamEvents.Read(name));
        return [.. streamEvent.RootElement.GetProperty("Records").EnumerateArray().Select((record, index) => RecordOf(record, read.Records[index].Time))];
    }

    // The many forms of the time are the reader's matter, and its tests'.
    private static StreamRecord RecordOf(JsonElement record, long? time)
    {
        var dynamoDb = record.GetProperty("dynamodb");
        return new StreamRecord
        {
            EventId = record.GetProperty("eventID").GetString()!,
            Operation = Enum.Parse<ChangeOperation>(record.GetProperty("eventName").GetString()!, ignoreCase: true),
            SequenceNumber = SequenceNumber.Parse(dynamoDb.GetProperty("SequenceNumber").GetString()!),
            SequenceNumberText = dynamoDb.GetProperty("SequenceNumber").GetString()!,
            TableArn = record.GetProperty("eventSourceARN").GetString()!,
            Key = StreamRecord.KeyOf([.. dynamoDb.GetProperty("Keys").EnumerateObject().Select(KeyOf)]),
            Time = time is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
            Expired = record.TryGetProperty("userIdentity", out var identity) && IsOfDynamoDb(identity),
        };
    }

    private static bool IsOfDynamoDb(JsonElement identity) => identity.ValueKind == JsonValueKind.Object
        && identity.EnumerateObject().Any(field => field.NameEquals("type") || field.NameEquals("Type") ? field.Value.ToString() == "Service" : false)
        && identity.EnumerateObject().Any(field => field.NameEquals("principalId") || field.NameEquals("PrincipalId") ? field.Value.ToString() == "dynamodb.amazonaws.com" : false);

    private static CdcKeyPart KeyOf(JsonProperty attribute)
    {
        var value = attribute.Value.EnumerateObject().Single();
        return value.Name switch
        {
            "S" => CdcKeyPart.Text(attribute.Name, value.Value.GetString()!),
            "N" => CdcKeyPart.Number(attribute.Name, value.Value.GetString()!),
            _ => CdcKeyPart.Binary(attribute.Name, value.Value.GetBytesFromBase64()),
        };
    }
}
