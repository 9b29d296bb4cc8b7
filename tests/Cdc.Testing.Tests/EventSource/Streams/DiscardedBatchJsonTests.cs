using System.Text.Json.Nodes;
using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class DiscardedBatchJsonTests
{
    private static readonly DateTimeOffset _created = new(2026, 11, 22, 9, 59, 58, 250, TimeSpan.Zero);
    private static readonly DiscardedFrom _from = new("arn:aws:dynamodb:eu-west-1:000000000000:table/T/stream/1", "shardId-1", "arn:aws:lambda:eu-west-1:000000000000:function:f");

    private static readonly StreamBatch _batch = new([Deliveries.Record(7, createdAt: _created), Deliveries.Record(9, createdAt: _created.AddSeconds(1))])
    {
        Invocations = 4,
        RequestId = "c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5",
        EndedInError = true,
    };

    [Fact]
    public void Write_RetriesExhausted_IsLambdasDocument() => Write(_batch, DiscardCondition.RetryAttemptsExhausted).Should().Be(
        string.Concat(
            """{"requestContext":{"requestId":"c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5",""",
            """ "functionArn":"arn:aws:lambda:eu-west-1:000000000000:function:f",""",
            """ "condition":"RetryAttemptsExhausted","approximateInvokeCount":4},""",
            """ "responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},""",
            """ "version":"1.0","timestamp":"2026-11-22T10:00:00.000Z",""",
            """ "DDBStreamBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"7","endSequenceNumber":"9",""",
            """ "approximateArrivalOfFirstRecord":"2026-11-22T09:59:58Z","approximateArrivalOfLastRecord":"2026-11-22T09:59:59Z",""",
            """ "batchSize":2,"streamArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/T/stream/1"}}""").Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Write_FailuresReported_HasNoFunctionError() =>
        JsonNode.Parse(Write(_batch with { EndedInError = false }, DiscardCondition.RetryAttemptsExhausted))!["responseContext"]!["functionError"].Should().BeNull();

    [Fact]
    public void Write_NeverInvoked_HasNoResponse()
    {
        var document = JsonNode.Parse(Write(_batch with { Invocations = 0, RequestId = null }, DiscardCondition.RecordAgeExceeded))!.AsObject();

        document.Should().NotContainKey("responseContext");
        document["requestContext"]!["condition"]!.GetValue<string>().Should().Be("RecordAgeExceeded");
        Guid.TryParse(document["requestContext"]!["requestId"]!.GetValue<string>(), out _).Should().BeTrue();
    }

    private static string Write(StreamBatch batch, DiscardCondition condition) =>
        DiscardedBatchJson.Write(batch, condition, _from, new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
}
