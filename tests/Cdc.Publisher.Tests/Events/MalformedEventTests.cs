using System.Text;
using Cdc.Publisher.Tests.Publishing;

namespace Cdc.Publisher.Tests.Events;

/// <summary>What is not an event fails as a whole, with one kind of exception that quotes nothing.</summary>
public sealed class MalformedEventTests
{
    private const string Secret = "someone@example.com";

    public static TheoryData<string, string> NotEvents => new()
    {
        { "", "JSON at byte 0" },
        { "   ", "JSON" },
        { $"{Secret}", "JSON at byte 0 of line 1" },
        { $"{{\n \"Records\": [ {{ \"eventID\": {Secret} }} ]\n}}", "JSON at byte 27 of line 2" },
        { $"\"{Secret}\"", "neither a JSON object nor an array" },
        { "null", "neither a JSON object nor an array" },
        { "12", "neither a JSON object nor an array" },
        { "[null]", "Record 0 of the event is not a JSON object" },
        { "[{}]", "Record 0 of the event has no SequenceNumber" },
        { "[] x", "JSON" },
        { "{}", "no array 'Records'" },
        { $$$"""{"detail":{"email":"{{{Secret}}}"}}""", "no array 'Records'" },
        { """{"RECORDS":[]}""", "no array 'Records'" },
        { """{"Records":null}""", "no array 'Records'" },
        { $$"""{"Records":"{{Secret}}"}""", "no array 'Records'" },
        { """{"Records":{"0":{}}}""", "no array 'Records'" },
        { """{"Records":[null]}""", "Record 0 of the event is not a JSON object" },
        { $$"""{"Records":["{{Secret}}"]}""", "Record 0 of the event is not a JSON object" },
        { """{"Records":[[]]}""", "Record 0 of the event is not a JSON object" },
        { """{"Records":[]} x""", "JSON" },
        { """{"Records":[],}""", "JSON" },
        { """{"Records":[] /* none */}""", "JSON" },
        { """{"Records":[{}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":null}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":["SequenceNumber"]}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":{"SequenceNumber":null}}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":{"SequenceNumber":""}}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":{"SequenceNumber":1}}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":{"SequenceNumber":"-1"}}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"dynamodb":{"SequenceNumber":"12345678901234567890123456789012345678901"}}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"messageId":"1","body":"{}","eventSource":"aws:sqs"}]}""", "Record 0 of the event has no SequenceNumber" },
        { """{"Records":[{"eventSource":"aws:kinesis","kinesis":{"sequenceNumber":"1"}}]}""", "Record 0 of the event has no SequenceNumber" },
        { $$"""{"Records":[{{StreamEvents.Record(Secret, 1)}},{"eventID":"{{Secret}}"}]}""", "Record 1 of the event has no SequenceNumber" },
        { $$"""{"Records":[{"eventID":"\ud800{{Secret}}"}]}""", "not valid Unicode" },
        { $$$$$"""{"Records":[{"dynamodb":{"Keys":{"\udc00":{"S":"{{{{{Secret}}}}}"}}}}]}""", "not valid Unicode" },
        { $$$$$"""{"Records":[{"dynamodb":{"Keys":{"id":{"S":"{{{{{Secret}}}}}\ud83d"}}}}]}""", "not valid Unicode" },
    };

    [Theory]
    [MemberData(nameof(NotEvents))]
    public async Task Publish_NoEvent_ThrowsWithAdviceAndPublishesNothing(string text, string problem)
    {
        var sns = new FakeSns();
        var publisher = new CdcPublisher(StreamEvents.Options, sns);

        var thrown = await publisher.Awaiting(it => it.PublishAsync(Encoding.UTF8.GetBytes(text))).Should().ThrowExactlyAsync<CdcStreamEventException>();

        thrown.Which.Message.Should().Contain(problem).And.Contain("Check that the function's trigger is a DynamoDB stream");
        thrown.Which.ToString().Should().NotContain(Secret);
        sns.Calls.Should().BeEmpty();
    }

    [Fact]
    public void Read_InvalidUtf8InAKey_Throws()
    {
        var utf8 = StreamEvents.Of(StreamEvents.Record("?", 1));
        utf8[Array.IndexOf(utf8, (byte)'?')] = 0xFF;

        FluentActions.Invoking(() => Batches.Read(utf8)).Should().ThrowExactly<CdcStreamEventException>().WithMessage("*not valid Unicode*");
    }

    [Fact]
    public void Read_InvalidUtf8InAnImage_IsPassedOver()
    {
        var utf8 = StreamEvents.Of(StreamEvents.Record("1", 1).Replace("\"Keys\"", "\"NewImage\":{\"x\":{\"S\":\"?\"}},\"Keys\"", StringComparison.Ordinal));
        utf8[Array.IndexOf(utf8, (byte)'?')] = 0xFF;

        Batches.Read(utf8).Records[0].Problem.Should().BeNull();
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('[', ' ')]
    public void Read_NestedOneMillionLevels_Throws(char open, char close)
    {
        var text = $$"""{"Records":[{"x":{{new string(open, 1_000_000)}}{{new string(close, 1_000_000)}}}]}""";

        FluentActions.Invoking(() => Batches.Read(Encoding.UTF8.GetBytes(text))).Should().ThrowExactly<CdcStreamEventException>();
    }

    [Theory]
    [InlineData("new-and-old-images")]
    [InlineData("tumbling-window")]
    [InlineData("unusual-texts")]
    [InlineData("property-order")]
    public void Read_CutShortAtAnyByte_Throws(string name)
    {
        var whole = StreamEvents.Read(name).AsSpan().TrimEnd((byte)'\n').ToArray();

        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole.AsMemory(0, length);
            FluentActions.Invoking(() => Batches.Read(part.Span)).Should().ThrowExactly<CdcStreamEventException>($"{length} bytes are no event");
        }
    }
}
