using System.Text;
using Cdc.Consumer.QueueFunction;
using CsCheck;

namespace Cdc.Consumer.Tests.QueueFunction;

public sealed class QueueEventReaderTests
{
    [Fact]
    public void Read_OfAnEvent_GivesItsMessagesInOrder()
    {
        var messages = Read($$"""{"Records":[{{SqsEvents.Record("m-1", "é\"")}},{{SqsEvents.Record("m-2", "b", "g", SqsEvents.Fifo)}},{{SqsEvents.Record("m-3", "c", "fair")}}]}""");

        messages.Select(Facts).Should().Equal(("m-1", "é\"", null, "3"), ("m-2", "b", "g", "3"), ("m-3", "c", null, "3"));
        messages.Select(message => message.QueueName).Should().Equal("orders", "orders.fifo", "orders");
        messages.Should().AllSatisfy(message => message.Message.MessageAttributes["type"].StringValue.Should().Be("orders.modify"));
    }

    [Fact]
    public void Read_OfFieldsThatAreNotKnownOrOfAnotherKind_PassesOverThem()
    {
        var messages = Read("""
            {"x":{"Records":[1]},"Records":[{"attributes":null,"y":[{}],"messageId":"m-1","body":{"not":"text"}},
             {"attributes":{"ApproximateReceiveCount":7,"MessageGroupId":["g"]},"messageAttributes":{"a":1,"b":{"stringValue":2,"dataType":"String"},"c":{"dataType":"Binary","binaryValue":"AA=="}},"eventSourceARN":"q.fifo","messageId":"m-2","body":"\ud800"}],"z":1}
            """);

        messages.Select(Facts).Should().Equal(("m-1", null, null, null), ("m-2", null, "", null));
    }

    [Fact]
    public void Read_OfRecordsTwice_GivesTheMessagesOfBoth() =>
        Read("""{"Records":[{"messageId":"m-1"}],"Records":[{"messageId":"m-2"}],"Records":[]}""").Select(message => message.Id).Should().Equal("m-1", "m-2");

    [Fact]
    public void Read_OfNoRecords_IsEmpty() => Read("""{"Records":[]}""").Should().BeEmpty();

    [Theory]
    [InlineData("", "Not an SQS event: the text is not JSON.")]
    [InlineData("{\"Records\":[", "Not an SQS event: the text is not JSON.")]
    [InlineData("{\"Records\":[]} secret", "Not an SQS event: the text is not JSON.")]
    [InlineData("[]", "Not an SQS event: the text is not a JSON object.")]
    [InlineData("{}", "Not an SQS event: there is no array of Records.")]
    [InlineData("""{"Records":"secret"}""", "Not an SQS event: there is no array of Records.")]
    [InlineData("""{"Records":["secret"]}""", "Not an SQS event: record 0 is not a JSON object.")]
    [InlineData("""{"Records":[{"messageId":"m-1"},{"body":"secret"}]}""", "Not an SQS event: record 1 has no messageId.")]
    [InlineData("""{"Records":[{"eventID":"1","eventSource":"aws:dynamodb","dynamodb":{}}]}""", "Not an SQS event: record 0 has no messageId.")]
    [InlineData("""{"Records":[{"messageId":""}]}""", "Not an SQS event: record 0 has no messageId.")]
    public void Read_OfSomethingElse_IsRefusedWithoutQuotingIt(string json, string message) =>
        FluentActions.Invoking(() => Read(json)).Should().ThrowExactly<CdcQueueEventException>().WithMessage(message);

    [Fact]
    public void Read_OfAnEventWithAnyByteChanged_GivesMessagesOrRefuses()
    {
        var whole = Encoding.UTF8.GetBytes($$"""{"Records":[{{SqsEvents.Record("m-1", "a", "g", SqsEvents.Fifo)}}]}""");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = (byte[])whole.Clone();
            changed[at] = value;
            try
            {
                QueueEventReader.Read(changed).Should().ContainSingle().Which.Id.Should().NotBeEmpty();
            }
            catch (CdcQueueEventException)
            {
                // As with any event that is none.
            }
        });
    }

    private static (string Id, string? Body, string? Group, string? Count) Facts(QueueMessage message) =>
        (message.Id, message.Message.Body, message.FifoGroup, message.Message.Attributes.GetValueOrDefault("ApproximateReceiveCount"));

    private static List<QueueMessage> Read(string json) => QueueEventReader.Read(Encoding.UTF8.GetBytes(json));
}
