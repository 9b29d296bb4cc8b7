using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cdc.Testing.EventSource.Streams;

/// <summary>Writes the document for the on-failure destination. It says where records are that were given up, not what they hold.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html"/></remarks>
internal static class DiscardedBatchJson
{
    public static string Write(StreamBatch batch, DiscardCondition condition, DiscardedFrom from, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var output = new Utf8JsonWriter(buffer))
        {
            output.WriteStartObject();
            WriteRequest(output, batch, condition, from.FunctionArn);
            if (batch.Invocations > 0) WriteResponse(output, batch);
            output.WriteString("version", "1.0");
            output.WriteString("timestamp", now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            WriteBatch(output, batch.Records, from);
            output.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteRequest(Utf8JsonWriter output, StreamBatch batch, DiscardCondition condition, string functionArn)
    {
        output.WriteStartObject("requestContext");
        output.WriteString("requestId", batch.RequestId ?? Guid.NewGuid().ToString());
        output.WriteString("functionArn", functionArn);
        output.WriteString("condition", condition.ToString());
        output.WriteNumber("approximateInvokeCount", batch.Invocations);
        output.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter output, StreamBatch batch)
    {
        output.WriteStartObject("responseContext");
        output.WriteNumber("statusCode", 200);
        output.WriteString("executedVersion", "$LATEST");
        output.WriteString("functionError", batch.EndedInError ? "Unhandled" : null);
        output.WriteEndObject();
    }

    private static void WriteBatch(Utf8JsonWriter output, IReadOnlyList<StreamEventRecord> records, DiscardedFrom from)
    {
        output.WriteStartObject("DDBStreamBatchInfo");
        output.WriteString("shardId", from.ShardId);
        output.WriteString("startSequenceNumber", records[0].Id);
        output.WriteString("endSequenceNumber", records[^1].Id);
        WriteTime(output, "approximateArrivalOfFirstRecord", records[0].CreatedAt);
        WriteTime(output, "approximateArrivalOfLastRecord", records[^1].CreatedAt);
        output.WriteNumber("batchSize", records.Count);
        output.WriteString("streamArn", from.StreamArn);
        output.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter output, string name, DateTimeOffset? time)
    {
        if (time is { } known) output.WriteString(name, known.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
    }
}
