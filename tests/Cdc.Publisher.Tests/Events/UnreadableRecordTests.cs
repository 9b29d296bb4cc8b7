using Cdc.Publisher.Tests.Publishing;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Tests.Events;

/// <summary>A record that has a sequence number but cannot be published is reported as failed, and what came before it goes out.</summary>
public sealed class UnreadableRecordTests
{
    private const string Secret = "someone@example.com";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "\"eventID\":\"event-2\",", "", "has no eventID" },
        { "\"eventID\":\"event-2\"", "\"eventID\":\"\"", "has no eventID" },
        { "\"eventID\":\"event-2\"", "\"eventID\":[2]", "has no eventID" },
        { "\"eventName\":\"MODIFY\",", "", "has no eventName" },
        { "\"MODIFY\"", "\"modify\"", "has an eventName other than INSERT, MODIFY and REMOVE" },
        { "\"MODIFY\"", $"\"{Secret}\"", "has an eventName other than INSERT, MODIFY and REMOVE" },
        { "\"MODIFY\"", "null", "has an eventName other than INSERT, MODIFY and REMOVE" },
        { "\"eventSourceARN\"", "\"eventSource\"", "has no eventSourceARN of a table's stream" },
        { "table/Orders/stream", "queue/Orders/stream", "has no eventSourceARN of a table's stream" },
        { "table/Orders/stream", "table//stream", "has no eventSourceARN of a table's stream" },
        { "table/Orders/stream", "table/Or\\nders/stream", "has no eventSourceARN of a table's stream" },
        { "table/Orders/stream", $"table/{new string('x', 256)}/stream", "has no eventSourceARN of a table's stream" },
        { "\"Keys\"", "\"KEYS\"", "has no Keys" },
        { """{"id":{"S":"2"}}""", "{}", "has no Keys" },
        { """{"id":{"S":"2"}}""", "null", "has Keys that are not an object" },
        { """{"id":{"S":"2"}}""", $$$"""{"id":{"S":"{{{new string('x', 2_049)}}}"}}""", "has Keys that no table has: Not a change envelope: 'data.id' at byte 6 is over 2048 bytes, and no key of DynamoDB is" },
        { """{"id":{"S":"2"}}""", $"[\"{Secret}\"]", "has Keys that are not an object" },
        { """{"S":"2"}""", $$"""{"SS":["{{Secret}}"]}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", $$"""{"SS":"{{Secret}}"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"S":"2","N":"2"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"S":"2","L":[]}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"L":[],"S":"2"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", "{}", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", "\"2\"", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"S":""}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"S":2}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"S":{"S":"2"}}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":2}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":""}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":" 2"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":"2,\"x\":3"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":"NaN"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"N":"٢"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"B":""}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"B":"2"}""", "has a key attribute that is not S, N or B with a value" },
        { """{"S":"2"}""", """{"NULL":true}""", "has a key attribute that is not S, N or B with a value" },
        { """{"id":{"S":"2"}}""", """{"id":{"S":"2"},"id":{"S":"3"}}""", "has the same key attribute twice" },
    };

    [Theory]
    [InlineData("1480642020", "\"yesterday\"", "ApproximateCreationDateTime")]
    [InlineData("1480642020", "-1", "ApproximateCreationDateTime")]
    [InlineData("1480642020", "1e300", "ApproximateCreationDateTime")]
    [InlineData("1480642020", "9999999999999999", "ApproximateCreationDateTime")]
    [InlineData("1480642020", "true", "ApproximateCreationDateTime")]
    [InlineData("1480642020", "{\"S\":\"1\"}", "ApproximateCreationDateTime")]
    [InlineData("\"dynamodb\"", "\"userIdentity\":\"someone@example.com\",\"dynamodb\"", "userIdentity")]
    [InlineData("\"Keys\"", "\"NewImage\":[\"someone@example.com\"],\"Keys\"", "NewImage")]
    [InlineData("\"Keys\"", "\"OldImage\":\"someone@example.com\",\"Keys\"", "OldImage")]
    [InlineData("\"Keys\"", "\"NewImage\":{\"color\":\"someone@example.com\"},\"Keys\"", "an attribute of an image")]
    [InlineData("\"Keys\"", "\"NewImage\":{\"color\":{}},\"Keys\"", "an attribute of an image")]
    [InlineData("\"Keys\"", "\"NewImage\":{\"color\":{\"S\":\"someone@example.com\",\"N\":\"1\"}},\"Keys\"", "an attribute of an image")]
    public async Task Publish_OptionalPartOfUnknownForm_GoesOutWithoutItAndIsTold(string part, string replacement, string leftOut)
    {
        var options = StreamEvents.Options;
        options.ImageAttributes.Add("color");
        var sns = new FakeSns();
        var logger = new RecordingLogger<CdcPublisher>();
        var record = StreamEvents.Record("2", 2);
        record.Should().Contain(part);

        var result = await new CdcPublisher(options, sns, logger).PublishAsync(StreamEvents.Of(record.Replace(part, replacement, StringComparison.Ordinal), StreamEvents.Record("3", 3)));

        result.Should().Be(Results.Of(2, 0, null));
        sns.Entries.Should().OnlyContain(entry => !entry.Attributes.ContainsKey("color"));
        logger.Events.Should().ContainSingle(entry => entry.Id == 1016).Which.Text.Should().Be($"Event event-2, sequence number 2, goes on without {leftOut}, whose form is not known.");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Publish_UnreadableRecord_ReportsItAndStopsBeforeIt(string part, string replacement, string problem)
    {
        var faulty = StreamEvents.Record("2", 2);
        faulty.Should().Contain(part);
        faulty = faulty.Replace(part, replacement, StringComparison.Ordinal);
        var sns = new FakeSns();
        var logger = new RecordingLogger<CdcPublisher>();

        var result = await new CdcPublisher(StreamEvents.Options, sns, logger)
            .PublishAsync(StreamEvents.Of(StreamEvents.Record("1", 1), faulty, StreamEvents.Record("3", 3)));

        result.Should().Be(Results.Of(1, 0, "2"));
        sns.Entries.Should().ContainSingle().Which.Id.Should().Be("0");
        var logged = logger.Events.Should().ContainSingle(entry => entry.Id == 1002).Which;
        logged.Level.Should().Be(LogLevel.Error);
        logged.Text.Should().StartWith($"The record with sequence number 2 {problem}.").And.NotContain(Secret);
    }

    [Fact]
    public void Read_SeveralFaults_TellsTheFirst()
    {
        var record = StreamEvents.Record("""{"id":{"S":""}}""", "2", "UPSERT");

        using var batch = Batches.Read(StreamEvents.Of(record));

        batch.SequenceTextOf(0).Should().Be("2");
        batch.Records[0].Problem.Should().Be("has an eventName other than INSERT, MODIFY and REMOVE");
    }
}
