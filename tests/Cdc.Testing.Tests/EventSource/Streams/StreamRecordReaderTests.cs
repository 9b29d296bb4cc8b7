using System.Globalization;
using System.Text;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;
using Cdc.Worker;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class StreamRecordReaderTests
{
    private const string Arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2026-11-22T10:00:00.000";

    /// <summary>What must come through byte for byte: escapes, digits, members that nobody knows.</summary>
    private const string Dynamodb =
        """{"ApproximateCreationDateTime":1795341600,"Keys":{"pk":{"S":"é\u00e9<"}},"NewImage":{"n":{"N":"1.10"}},"OldImage":{"b":{"B":"AA+/"}}""" +
        """,  "SequenceNumber":"100000000000000000001","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES","Unknown":[1.50, null]}""";

    [Fact]
    public void Read_Records_AreThoseOfTheEventThatLambdaSends()
    {
        StreamEventRecord[] records =
        [
            Read("""{"eventID":"1","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":""" + Dynamodb + "}"),
            Read("""{"eventID":"2","userIdentity":{"Type":"Service","PrincipalId":"dynamodb.amazonaws.com"}}"""),
            Read("""{"eventID":"3","userIdentity":null}"""),
        ];

        Encoding.UTF8.GetString(EventPayload.Write(records)).Should().Be(
            """{"Records":[""" +
            """{"eventID":"1","eventName":"MODIFY","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":""" +
            $$"""{{Dynamodb}},"eventSourceARN":"{{Arn}}"},""" +
            $$"""{"eventID":"2","userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},"eventSourceARN":"{{Arn}}"},""" +
            $$"""{"eventID":"3","userIdentity":null,"eventSourceARN":"{{Arn}}"}]}""");
        records.Should().OnlyContain(record => record.Id == "111" && record.ReadAt == TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Read_ImageOf32Levels_KeepsThemAll()
    {
        var image = string.Concat(Enumerable.Repeat("""{"M":{"m":""", 32)) + """{"S":"deep"}""" + string.Concat(Enumerable.Repeat("}}", 32));

        var record = Read("""{"dynamodb":{"NewImage":{"a":""" + image + "}}}");

        Encoding.UTF8.GetString(record.Json.Span).Should().Contain(image);
    }

    [Theory]
    [InlineData("1795341600", "2026-11-22T10:00:00Z")]
    [InlineData("1795341600.5", "2026-11-22T10:00:00.5Z")]
    [InlineData("\"1795341600.0\"", "2026-11-22T10:00:00Z")]
    [InlineData("1795341600000", "2026-11-22T10:00:00Z")]
    public void Read_CreationTime_IsReadInEveryForm(string json, string expected) =>
        Read("""{"dynamodb":{"ApproximateCreationDateTime":""" + json + "}}").CreatedAt.Should().Be(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"dynamodb":"x"}""")]
    [InlineData("""{"dynamodb":{"Keys":7,"ApproximateCreationDateTime":null}}""")]
    [InlineData("""{"dynamodb":{"ApproximateCreationDateTime":"soon"}}""")]
    [InlineData("""{"dynamodb":{"ApproximateCreationDateTime":1e300}}""")]
    public void Read_WithoutKeysOrTime_HasNone(string json)
    {
        var record = Read(json);

        record.Item.Should().Be(0);
        record.CreatedAt.Should().BeNull();
    }

    [Fact]
    public void Read_Keys_TellItemsApartWhateverTheirOrder()
    {
        ItemOf("""{"pk":{"S":"a"},"sk":{"N":"1"}}""").Should().Be(ItemOf("""{"sk":{"N":"1"},"pk":{"S":"a"}}"""));
        string[] others = ["""{"pk":{"S":"a"},"sk":{"N":"2"}}""", """{"pk":{"S":"b"},"sk":{"N":"1"}}""", """{"sk":{"S":"a"},"pk":{"N":"1"}}"""];
        others.Select(ItemOf).Should().OnlyHaveUniqueItems().And.NotContain(ItemOf("""{"pk":{"S":"a"},"sk":{"N":"1"}}"""));

        static ulong ItemOf(string keys) => Read("""{"dynamodb":{"Keys":""" + keys + "}}").Item;
    }

    private static StreamEventRecord Read(string json) =>
        StreamRecordReader.Read(new DynamoDbStreamRecord { EventId = "id", SequenceNumber = "111", Json = Encoding.UTF8.GetBytes(json) }, Arn, TimeSpan.FromSeconds(7));
}
