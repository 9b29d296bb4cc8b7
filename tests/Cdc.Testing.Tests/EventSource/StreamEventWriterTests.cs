using System.Text;
using System.Text.Json;
using Cdc.Testing.EventSource;

namespace Cdc.Testing.Tests.EventSource;

public sealed class StreamEventWriterTests
{
    private const string Arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2026-11-22T10:00:00.000";

    /// <summary>What must come through byte for byte: escapes, digits, members that nobody knows.</summary>
    private const string Dynamodb =
        """{"ApproximateCreationDateTime":1795341600,"Keys":{"pk":{"S":"é\u00e9<"}},"NewImage":{"n":{"N":"1.10"}},"OldImage":{"b":{"B":"AA+/"}}""" +
        """,  "SequenceNumber":"100000000000000000001","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES","Unknown":[1.50, null]}""";

    [Fact]
    public void Write_Records_AreTheEventThatLambdaSends()
    {
        DynamoDbStreamRecord[] records =
        [
            Record(
                """{"eventID":"1","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":""" + Dynamodb + "}"),
            Record("""{"eventID":"2","userIdentity":{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}}"""),
            Record("""{"eventID":"3","userIdentity":null}"""),
        ];

        var (streamEvent, count) = StreamEventWriter.Write(records, Arn, 100);

        count.Should().Be(3);
        Encoding.UTF8.GetString(streamEvent.Span).Should().Be(
            """{"Records":[""" +
            """{"eventID":"1","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":""" +
            $$"""{{Dynamodb}},"eventSourceARN":"{{Arn}}"},""" +
            $$"""{"eventID":"2","userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},"eventSourceARN":"{{Arn}}"},""" +
            $$"""{"eventID":"3","userIdentity":null,"eventSourceARN":"{{Arn}}"}]}""");
    }

    [Fact]
    public void Write_MoreThanTheLimit_TakesTheFirst()
    {
        var (streamEvent, count) = StreamEventWriter.Write([Record("""{"eventID":"1"}"""), Record("""{"eventID":"2"}"""), Record("""{"eventID":"3"}""")], Arn, 2);

        count.Should().Be(2);
        EventIds(streamEvent).Should().Equal("1", "2");
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public void Write_RecordsAtTheSizeLimit_KeepsBelowIt(int tooMany, int expected)
    {
        var small = Record("""{"eventID":"1"}""");
        var rest = StreamEventWriter.MaxBytes - StreamEventWriter.Write([small], Arn, 1).Event.Length;
        var framing = StreamEventWriter.Write([small, Large(0)], Arn, 2).Event.Length - StreamEventWriter.Write([small], Arn, 1).Event.Length;

        var (streamEvent, count) = StreamEventWriter.Write([small, Large(rest - framing + tooMany)], Arn, 100);

        count.Should().Be(expected);
        if (expected == 2) streamEvent.Length.Should().Be(6 * 1024 * 1024);
    }

    [Fact]
    public void Write_FirstRecordAboveTheSizeLimit_IsWrittenAlone()
    {
        var (streamEvent, count) = StreamEventWriter.Write([Large(StreamEventWriter.MaxBytes), Record("""{"eventID":"2"}""")], Arn, 100);

        count.Should().Be(1);
        EventIds(streamEvent).Should().Equal("large");
    }

    [Fact]
    public void Write_ImageOf32Levels_KeepsThemAll()
    {
        var image = string.Concat(Enumerable.Repeat("""{"M":{"m":""", 32)) + """{"S":"deep"}""" + string.Concat(Enumerable.Repeat("}}", 32));

        var (streamEvent, _) = StreamEventWriter.Write([Record("""{"dynamodb":{"NewImage":{"a":""" + image + "}}}")], Arn, 1);

        Encoding.UTF8.GetString(streamEvent.Span).Should().Contain(image);
    }

    private static DynamoDbStreamRecord Large(int length) => Record($$"""{"eventID":"large","dynamodb":"{{new string('x', length)}}"}""");

    private static DynamoDbStreamRecord Record(string json) => new("id", "1", Encoding.UTF8.GetBytes(json));

    private static IEnumerable<string?> EventIds(ReadOnlyMemory<byte> streamEvent) =>
        JsonDocument.Parse(streamEvent).RootElement.GetProperty("Records").EnumerateArray().Select(record => record.GetProperty("eventID").GetString());
}
